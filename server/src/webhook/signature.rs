//! Signatures of calls, as the Standard Webhooks specification (1.0) has them.

use super::Call;
use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use std::fmt;

/// What secrets begin with, so that people and scanners know them.
const PREFIX: &str = "whsec_";
/// Bytes that a secret may have (Standard Webhooks: between 192 and 512 bits).
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Signs calls.
#[derive(Clone)]
pub struct Signer(Vec<Hmac<Sha256>>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

/// The headers by which a receiver checks a call.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// `webhook-id`.
    pub(super) id: HeaderValue,
    /// `webhook-timestamp`.
    pub(super) timestamp: HeaderValue,
    /// `webhook-signature`.
    pub(super) value: HeaderValue,
}

impl Signer {
    /// Reads secrets, separated by spaces: `whsec_` and base64 of 24 to 64 bytes. A call carries a signature with each, so
    /// that receivers can change over from one to the next. `None` when there is none.
    ///
    /// # Errors
    /// One of them is not such a secret; it is not quoted.
    pub fn parse(secrets: &SecretString) -> anyhow::Result<Option<Self>> {
        let keys = secrets.expose_secret().split_whitespace().map(key).collect::<anyhow::Result<Vec<_>>>()?;
        Ok((!keys.is_empty()).then_some(Self(keys)))
    }

    /// Signs a call.
    ///
    /// # Errors
    /// Never: ids, numbers and base64 are what headers may say.
    pub(super) fn sign(&self, call: &Call<'_>) -> Result<Signature, http::header::InvalidHeaderValue> {
        let id = call.id.to_string();
        let seconds = call.now.0.div_euclid(1_000_000);
        let signed = format!("{id}.{seconds}.{}", call.body);
        let with_each: Vec<_> = self.0.iter().map(|key| signature(key, &signed)).collect();
        Ok(Signature {
            id: HeaderValue::try_from(id)?,
            timestamp: HeaderValue::from(seconds),
            value: HeaderValue::try_from(with_each.join(" "))?,
        })
    }
}

fn key(secret: &str) -> anyhow::Result<Hmac<Sha256>> {
    const FORM: &str = "a secret is whsec_ and the base64 of 24 to 64 random bytes";
    let bytes = secret.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok()).context(FORM)?;
    ensure!(BYTES.contains(&bytes.len()), FORM);
    Ok(Hmac::new_from_slice(&bytes)?)
}

fn signature(key: &Hmac<Sha256>, signed: &str) -> String {
    let tag = key.clone().chain_update(signed.as_bytes()).finalize().into_bytes();
    format!("v1,{}", STANDARD.encode(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::Timestamp;
    use uuid::Uuid;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn signer(secrets: &str) -> Signer {
        Signer::parse(&secrets.into()).unwrap().unwrap()
    }

    fn signed(secrets: &str, body: &str) -> String {
        let call = Call { id: Uuid::nil(), url: "", body, now: Timestamp(1_614_265_330_999_999) };
        signer(secrets).sign(&call).unwrap().value.to_str().unwrap().to_owned()
    }

    /// The example of the specification's own libraries.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let signed = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assert_eq!(signature(&signer(SECRET).0[0], signed), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn whole_seconds_id_and_body_are_signed() {
        let call = Call { id: Uuid::nil(), url: "", body: "{}", now: Timestamp(1_614_265_330_999_999) };
        let signature = signer(SECRET).sign(&call).unwrap();
        assert_eq!(
            (signature.id.to_str().unwrap(), signature.timestamp.to_str().unwrap()),
            ("00000000-0000-0000-0000-000000000000", "1614265330")
        );
        assert_ne!(signed(SECRET, "{}"), signed(SECRET, "{ }"));
    }

    #[test]
    fn a_new_secret_stands_beside_the_old_one_for_a_while() {
        let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let both = signed(&format!("{other} {SECRET}"), "{}");
        assert_eq!(both, format!("{} {}", signed(other, "{}"), signed(SECRET, "{}")));
        assert!(Signer::parse(&" ".into()).unwrap().is_none());
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_quoted() {
        for wrong in ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short", "whsec_c2hvcnQ=", "whsec_!!!!"] {
            let error = format!("{:#}", Signer::parse(&wrong.into()).unwrap_err());
            assert!(error.contains("whsec_ and") && !error.contains(wrong), "{error}");
        }
        assert!(!format!("{:?}", signer(SECRET)).contains("MfKQ"));
    }
}
