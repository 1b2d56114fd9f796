//! Secrets, hashes, time and chance.

mod clock;
mod common;
mod password;
mod random;
mod skeleton;
mod token;

pub use clock::{Clock, SystemClock};
pub use common::is_common;
pub use password::{HashParameters, Hasher};
pub use random::Random;
pub(crate) use skeleton::skeleton;
pub(crate) use token::hex;
pub use token::{Digest, LinkSecret, SessionSecret};
