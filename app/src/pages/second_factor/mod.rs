//! Second factors: the page that asks for one after the password, and the one on which one's own is set up. Like all pages for
//! everyone they are rendered by the server alone: the application's data would have to hold the secrets too.

mod prove;
mod set_up;
mod shown;

pub use prove::Prove;
pub use set_up::SetUp;

/// Where one's own second factor is set up.
const HERE: &str = "/account/second-factor";
