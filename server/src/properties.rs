//! What holds of everything that reads what others send, whatever that is: it never panics, keeps within its bounds, and reads what
//! was written as it was meant. What fuzz targets try as well stands in [`promises`](crate::promises).

mod forms;
mod mails;
mod secrets;

use proptest::prelude::*;

/// A few hundred cases each. Files of failures would lie among the sources; what they teach belongs into a test of its own.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() }
}

/// Any text, and as often one made of what has meant something to some reader.
fn anything() -> impl Strategy<Value = String> {
    const PIECES: [&str; 30] = [
        "\r\n",
        "\n",
        "\0",
        "\t",
        " ",
        "<",
        ">",
        "\"",
        "'",
        "&",
        "@",
        ".",
        ",",
        ";",
        ":",
        "=",
        "-",
        "/",
        "\\",
        "%",
        "{{ link }}",
        "{% if",
        "%}",
        "<script>",
        "\u{202e}",
        "\u{200b}",
        "\u{ff1d}",
        "\u{131}",
        "Bcc: a@b.example",
        "A\u{30a}",
    ];
    let made = proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..12).prop_map(|pieces| pieces.concat());
    prop_oneof![made, "\\PC{0,60}", proptest::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter)]
}
