//! What lists and selections are asked for: addresses, and conditions as JSON.
#![no_main]

use app::model::{Criteria, UserFilter};
use latchkey::promises::{holds_of_address, holds_of_selection};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    holds_of_address(text);
    let filters = [app::users_asked(text).filter, serde_json::from_str::<UserFilter>(text).unwrap_or_default()];
    let written = serde_json::from_str::<Criteria>(text).ok();
    for criteria in filters.iter().map(Criteria::of).chain(written) {
        holds_of_selection(text, criteria);
    }
});
