//! Passkeys (`WebAuthn`): what browsers are asked, and whether their answers hold. A device binds a passkey to the host of the public
//! address and signs for that origin alone, so what is made or shown on another site is worth nothing here.

use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use tracing::subscriber::{NoSubscriber, with_default};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
    WebauthnBuilder, WebauthnError,
};

/// Why a house cannot have passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPasskeys {
    /// Its address has no host name: passkeys are bound to one.
    NoName,
    /// Browsers have passkeys on encrypted pages alone, and on those of the machine itself.
    NotEncrypted,
}

impl fmt::Display for NoPasskeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoName => "passkeys are bound to a host name, and LATCHKEY_PUBLIC_URL has a bare address",
            Self::NotEncrypted => "browsers have passkeys on https:// pages alone, and LATCHKEY_PUBLIC_URL is not encrypted",
        })
    }
}

/// Why a passkey does not open anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAccepted {
    /// It is not the one, or the answer is not to this question.
    Wrong,
    /// It says that it was used less often than it said before: there may be a copy.
    CountsBack,
}

/// What a browser is asked.
pub(crate) struct Question {
    /// For the browser's own function, as JSON.
    pub(crate) options: String,
    /// What the answer is compared with, as JSON. It stays here.
    pub(crate) state: String,
}

/// A passkey that a browser has made.
pub(crate) struct Made {
    /// As its device calls it.
    pub(crate) credential_id: Vec<u8>,
    /// JSON: the public key.
    pub(crate) credential: String,
}

/// A passkey that a browser shows.
pub(crate) struct Shown(PublicKeyCredential);

impl Shown {
    /// Reads a browser's answer; `None` when it is not one.
    pub(crate) fn read(answer: &str) -> Option<Self> {
        serde_json::from_str(answer).ok().map(Self)
    }

    /// As its device calls it.
    pub(crate) fn credential_id(&self) -> &[u8] {
        self.0.get_credential_id()
    }

    /// Whose its device says it is.
    pub(crate) fn user(&self) -> Option<Uuid> {
        self.0.get_user_unique_id().and_then(|id| Uuid::from_slice(id).ok())
    }
}

/// Who asks for passkeys: this house, at its public address.
#[derive(Debug)]
pub(crate) struct RelyingParty(Webauthn);

impl RelyingParty {
    /// The house at this origin, by the name that devices show.
    ///
    /// # Errors
    /// When it cannot have passkeys there.
    pub(crate) fn of(origin: &str, name: &str) -> Result<Self, NoPasskeys> {
        let origin = Url::parse(origin).map_err(|_| NoPasskeys::NoName)?;
        let host = origin.domain().ok_or(NoPasskeys::NoName)?;
        if origin.scheme() != "https" && host != "localhost" && !host.ends_with(".localhost") {
            return Err(NoPasskeys::NotEncrypted);
        }
        let built = WebauthnBuilder::new(host, &origin).and_then(|builder| builder.rp_name(name).build());
        built.map(Self).map_err(|_| NoPasskeys::NoName)
    }

    /// Asks for a new passkey for a user, on a device that has none of these. It asks the device to keep it, so that it is found
    /// again without a user name.
    pub(crate) fn ask_for_new(
        &self,
        user: Uuid,
        user_name: &str,
        display_name: &str,
        known: Vec<Vec<u8>>,
    ) -> anyhow::Result<Question> {
        let asked = self.0.start_passkey_registration(user, user_name, display_name, Some(known));
        let (challenge, state) = asked.map_err(|error| failed(&error))?;
        let mut options = serde_json::to_value(challenge.public_key)?;
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        Ok(Question { options: options.to_string(), state: json(&state)? })
    }

    /// Asks for any passkey of this house, by which its owner is known.
    pub(crate) fn ask(&self) -> anyhow::Result<Question> {
        let (challenge, state) = self.0.start_discoverable_authentication().map_err(|error| failed(&error))?;
        Ok(Question { options: json(&challenge.public_key)?, state: json(&state)? })
    }

    /// The passkey in a browser's answer; `None` when it does not answer this question.
    pub(crate) fn take_new(&self, state: &str, answer: &str) -> anyhow::Result<Option<Made>> {
        let state: PasskeyRegistration = read(state)?;
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
        let finished = silently(|| self.0.finish_passkey_registration(&answer, &state));
        let Ok(passkey) = finished else { return Ok(None) };
        Ok(Some(Made { credential_id: passkey.cred_id().clone(), credential: json(&passkey)? }))
    }

    /// Whether a passkey that is shown is this one, and answers this question for someone who proved to their device who they are.
    /// The answer is what is to be remembered of it from now on.
    pub(crate) fn check(&self, state: &str, shown: &Shown, credential: &str) -> anyhow::Result<Result<String, NotAccepted>> {
        let state: DiscoverableAuthentication = read(state)?;
        let mut passkey: Passkey = read(credential)?;
        let result = match silently(|| self.0.finish_discoverable_authentication_v2(&shown.0, state, &passkey)) {
            Ok(result) => result,
            Err(WebauthnError::CredentialPossibleCompromise) => return Ok(Err(NotAccepted::CountsBack)),
            Err(_) => return Ok(Err(NotAccepted::Wrong)),
        };
        if !result.user_verified() {
            return Ok(Err(NotAccepted::Wrong));
        }
        let is_changed = passkey.update_credential(&result).unwrap_or_default();
        Ok(Ok(if is_changed { json(&passkey)? } else { credential.to_owned() }))
    }
}

/// The library writes what browsers send into the log, and anybody may send anything.
fn silently<T>(work: impl FnOnce() -> T) -> T {
    with_default(NoSubscriber::default(), work)
}

fn json<T: Serialize>(value: &T) -> anyhow::Result<String> {
    Ok(serde_json::to_string(value)?)
}

fn read<T: DeserializeOwned>(stored: &str) -> anyhow::Result<T> {
    Ok(serde_json::from_str(stored)?)
}

/// A question could not be made.
fn failed(error: &WebauthnError) -> anyhow::Error {
    anyhow::anyhow!("passkeys: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_host_name_and_encryption() {
        let house = |origin| RelyingParty::of(origin, "Northwind").map(drop);
        for origin in ["https://desk.example", "https://desk.example:8443", "http://localhost:3000", "http://desk.localhost"] {
            assert_eq!(house(origin), Ok(()), "{origin}");
        }
        for origin in ["http://127.0.0.1:3000", "https://192.0.2.7", "https://[2001:db8::1]", "https://[::1]:3000"] {
            assert_eq!(house(origin), Err(NoPasskeys::NoName), "{origin}");
        }
        assert_eq!(house("http://desk.example"), Err(NoPasskeys::NotEncrypted));
    }

    #[test]
    fn a_device_is_asked_to_keep_a_new_passkey_and_to_know_its_owner() {
        let house = RelyingParty::of("https://desk.example", "Northwind").unwrap();
        let question = house.ask_for_new(Uuid::from_u128(7), "ada", "Ada Reyes", vec![vec![1, 2, 3]]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&question.options).unwrap();
        let wanted = &options["authenticatorSelection"];
        assert_eq!((wanted["residentKey"].as_str(), wanted["userVerification"].as_str()), (Some("required"), Some("required")));
        assert_eq!((options["rp"]["id"].as_str(), options["rp"]["name"].as_str()), (Some("desk.example"), Some("Northwind")));
        assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
        let asked = house.ask().unwrap();
        let options: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
        assert_eq!((options["rpId"].as_str(), options["userVerification"].as_str()), (Some("desk.example"), Some("required")));
        assert_eq!(options["allowCredentials"], serde_json::json!([]));
    }
}
