//! Signatures that can be checked by whoever knows the public key, without the secret one: Ed25519, from the library that TLS is made
//! with here. (An HMAC would be as good inside, but could be checked by nobody outside.)

use anyhow::anyhow;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

/// A key that signs.
pub(super) struct SigningKey(Ed25519KeyPair);

/// A signature, and the key under which it can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) public_key: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl SigningKey {
    /// The key that belongs to a secret.
    ///
    /// # Errors
    /// Never, for 32 bytes.
    pub(super) fn of(secret: &[u8; 32]) -> anyhow::Result<Self> {
        Ed25519KeyPair::from_seed_unchecked(secret).map(Self).map_err(|_| anyhow!("no signing key can be made"))
    }

    pub(super) fn public_key(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }

    pub(super) fn sign(&self, message: &[u8]) -> Signed {
        Signed { public_key: self.public_key(), signature: self.0.sign(message).as_ref().to_vec() }
    }
}

impl Signed {
    /// Whether this is a signature of a message. Whose key it is, the caller has to know.
    pub(crate) fn is_of(&self, message: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public_key).verify(message, &self.signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::{from_hex, hex};

    #[test]
    fn signatures_are_those_that_everybody_makes() {
        // RFC 8032, section 7.1, test 2.
        let secret = from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let signed = SigningKey::of(&secret.try_into().unwrap()).unwrap().sign(b"\x72");
        assert_eq!(hex(&signed.public_key), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assert!(hex(&signed.signature).starts_with("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"));
    }

    #[test]
    fn another_message_or_key_has_another_signature() {
        let signed = SigningKey::of(&[1; 32]).unwrap().sign(b"kite");
        assert!(signed.is_of(b"kite") && !signed.is_of(b"kites"));
        let another = Signed { public_key: SigningKey::of(&[2; 32]).unwrap().public_key(), ..signed.clone() };
        assert!(!another.is_of(b"kite"));
        assert!(!Signed { signature: Vec::new(), ..signed }.is_of(b"kite"));
    }
}
