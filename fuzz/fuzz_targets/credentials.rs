//! What programs call with: any header, any pair of names and passwords, any text where a key or a code belongs.
#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use latchkey::promises::{holds_of_authorization, holds_of_code};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|sent: &[u8]| {
    holds_of_authorization(sent);
    holds_of_authorization(format!("Basic {}", STANDARD.encode(sent)).as_bytes());
    if let Ok(text) = std::str::from_utf8(sent) {
        holds_of_code(text);
    }
});
