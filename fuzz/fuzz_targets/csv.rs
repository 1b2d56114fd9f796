//! Files of users, in portions of any size.
#![no_main]

use latchkey::promises::holds_of_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (portion, file) = input;
    holds_of_file(file, portion.into());
});
