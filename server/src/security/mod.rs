//! Secrets, hashes, time and chance.

mod api_secret;
mod clock;
mod common;
mod password;
mod random;
mod sealed;
mod skeleton;
mod temporary;
mod token;

pub use api_secret::{ApiKeySecret, ApiPassword};
pub use clock::{Clock, SystemClock};
pub use common::is_common;
pub use password::{HashParameters, Hasher};
pub use random::Random;
pub use sealed::{Sealer, check_key_file, prune_keys, rotate_key};
pub(crate) use skeleton::{skeleton, skeleton_of_key};
pub(crate) use temporary::{TemporaryPassword, as_hashed};
pub(crate) use token::{CallerCode, from_hex, hex};
pub use token::{Digest, LinkSecret, MailedPassword, SessionSecret};
