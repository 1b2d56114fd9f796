//! An authenticator app.

use app::model::Timestamp;
use std::fmt::Write as _;
use totp_rs::{Builder, Secret, Totp};

pub(crate) struct Authenticator(Totp);

impl Authenticator {
    /// One into which this key was typed.
    pub(crate) fn with(key: &str) -> Self {
        let secret = Secret::try_from_base32(key.replace(' ', "")).expect("a key");
        Self(Builder::new().with_secret(secret).build().expect("an app"))
    }

    /// The code that it shows then.
    pub(crate) fn code(&self, at: Timestamp) -> String {
        self.0.generate(u64::try_from(at.0 / 1_000_000).expect("a time")).to_string()
    }

    /// Its secret, as a database's dump would have it.
    pub(crate) fn secret(&self) -> String {
        let mut hex = String::new();
        for byte in self.0.secret().as_bytes() {
            write!(hex, "{byte:02x}").expect("text takes text");
        }
        hex
    }
}
