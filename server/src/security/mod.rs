//! Secrets, hashes, time and chance.

mod clock;
mod password;
mod random;
mod token;

pub use clock::{Clock, SystemClock};
pub use password::{Hasher, HashParameters};
pub use random::Random;
pub use token::{Digest, LinkSecret, SessionSecret};
