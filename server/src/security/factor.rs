//! What second factors are made of: the secret of an authenticator app (RFC 6238), and recovery codes.

use super::{Digest, Random};
use app::{model::Timestamp, rules::code};
use qrcode::{QrCode, render::svg};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use totp_rs::{Algorithm, Builder, Secret};

/// Bytes of an app's secret: as many as HMAC-SHA-1 has (RFC 4226 §4).
const SECRET: usize = 20;
/// Digits of an app's code.
const DIGITS: u8 = 6;
/// Seconds of a time step.
const STEP: u64 = 30;
/// How many steps an app's clock may be off (RFC 6238 §5.2).
const SKEW: u16 = 1;
/// The sides of a QR code, at least, in pixels.
const SIDE: u32 = 200;

/// The secret that an authenticator app shares with us. SHA-1, six digits and 30 seconds: what every app understands.
#[derive(Clone)]
pub(crate) struct TotpSecret([u8; SECRET]);

impl TotpSecret {
    /// Mints one.
    pub(crate) fn mint(random: &Random) -> Self {
        Self(random.bytes())
    }

    /// One that was stored.
    pub(crate) fn restored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// What is sealed of it: all.
    pub(crate) const fn expose(&self) -> &[u8] {
        &self.0
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP)
            .with_skew(SKEW)
            .with_secret(Secret::from(self.0))
    }

    /// The time step whose code was typed, if it is one of now.
    pub(crate) fn step_of(&self, typed: &str, now: Timestamp) -> Option<i64> {
        if !is_app_code(typed) {
            return None;
        }
        let seconds = u64::try_from(now.0 / 1_000_000).ok()?;
        let step = self.builder().build().ok()?.check(typed, seconds)?;
        i64::try_from(step).ok()
    }

    /// In base 32, in groups of four, to be typed into an app.
    pub(crate) fn grouped(&self) -> String {
        let letters: Vec<char> = Secret::from(self.0).to_base32().chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// A QR code that an app scans, as SVG.
    pub(crate) fn qr_code(&self, issuer: &str, account: &str) -> Option<String> {
        // A colon separates the two in the address that the code holds.
        let plain = |name: &str| name.replace(':', " ");
        let totp = self.builder().with_issuer(Some(plain(issuer))).with_account_name(plain(account)).build().ok()?;
        let code = QrCode::new(totp.to_url().ok()?).ok()?;
        let drawn = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
        // What stands before the element is for files.
        drawn.find("<svg").map(|at| drawn[at..].to_owned())
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// Whether this can be a code of an app. Everything else is taken for a recovery code.
pub(crate) fn is_app_code(typed: &str) -> bool {
    typed.len() == usize::from(DIGITS) && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// A recovery code: 120 bits, so that one round of SHA-256 is the right hash for it (ASVS 6.5.2).
#[derive(Clone)]
pub(crate) struct RecoveryCode(SecretString);

impl RecoveryCode {
    /// Mints one.
    pub(crate) fn mint(random: &Random) -> Self {
        Self(random.characters::<{ code::PASSWORD_LENGTH }>(code::ALPHABET).into())
    }

    /// Reads one as typed; `None` when it cannot be one.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        code::normalise_password(typed).map(|code| Self(code.into()))
    }

    /// What is stored of it.
    pub(crate) fn digest(&self) -> Digest {
        Digest::of("recovery-code", self.0.expose_secret())
    }

    /// In its groups, to be kept by its owner.
    pub(crate) fn grouped(&self) -> String {
        code::grouped_password(self.0.expose_secret())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's test vectors.
    fn vectors() -> TotpSecret {
        TotpSecret::restored(b"12345678901234567890").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six of the eight digits in RFC 6238, appendix B.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(vectors().step_of(code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_and_no_more() {
        let step = |seconds| vectors().step_of("287082", at(seconds));
        assert_eq!((step(29), step(30), step(59), step(89)), (Some(1), Some(1), Some(1), Some(1)));
        assert_eq!(step(90), None);
        assert_eq!(vectors().step_of("081804", at(1_111_111_109 - 60)), None);
    }

    #[test]
    fn what_is_no_code_of_an_app_is_none() {
        for typed in ["", "28708", "2870822", "28708a", "28708٢", "+87082"] {
            assert_eq!(vectors().step_of(typed, at(59)), None, "{typed}");
        }
    }

    #[test]
    fn the_key_can_be_typed_and_the_qr_code_is_one_drawing() {
        assert_eq!(vectors().grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let drawn = vectors().qr_code("North: wind", "jfeld").unwrap();
        assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>") && !drawn.contains("GEZDGNBV"), "{drawn}");
    }

    #[test]
    fn a_recovery_code_is_read_as_kindly_as_any_code() {
        let code = RecoveryCode::mint(&Random::from_seed(1));
        let typed = code.grouped().to_lowercase().replace('-', " ");
        assert_eq!(RecoveryCode::read(&typed).unwrap().digest(), code.digest());
        assert!(RecoveryCode::read("287082").is_none());
    }

    #[test]
    fn debug_output_shows_nothing_of_them() {
        let code = RecoveryCode::mint(&Random::from_seed(1));
        assert_eq!(format!("{:?} {code:?}", vectors()), "TotpSecret(…) RecoveryCode(…)");
    }
}
