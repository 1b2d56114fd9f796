//! Secrets, hashes, time and chance.

mod api_secret;
mod clock;
mod common;
mod factor;
mod key_file;
mod password;
mod random;
mod relying_party;
mod sealed;
mod signed;
mod skeleton;
mod temporary;
pub(crate) mod tls;
mod token;

pub use api_secret::{ApiKeySecret, ApiPassword};
pub use clock::{Clock, SystemClock};
pub use common::is_common;
pub(crate) use factor::{RecoveryCode, TotpSecret, is_app_code};
pub use key_file::{check_key_file, prune_keys, rotate_key};
pub use password::{HashParameters, Hasher};
pub use random::Random;
pub(crate) use relying_party::{NotAccepted, Question, RelyingParty, Shown};
pub use sealed::Sealer;
pub(crate) use signed::Signed;
pub(crate) use skeleton::{skeleton, skeleton_of_key};
pub(crate) use temporary::{TemporaryPassword, as_hashed};
pub(crate) use token::{CallerCode, from_hex, hex};
pub use token::{Digest, LinkSecret, MailedPassword, SessionSecret};
