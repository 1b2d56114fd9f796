//! A face for those who have no picture.

use leptos::prelude::*;

/// One or two letters of a name in a circle; decoration, the name stands beside it.
#[component]
pub fn Monogram<'a>(
    /// Whose.
    name: &'a str,
    /// As large as a record's head wants it.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = if large { "monogram large" } else { "monogram" };
    view! { <span class=class aria-hidden="true">{initials(name)}</span> }
}

/// The first letters of the first and the last word; of scripts without capitals the first character alone.
fn initials(name: &str) -> String {
    let mut letters = name
        .split(|c: char| c.is_whitespace() || "-_.@".contains(c))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back().filter(|letter| has_case(*letter) && first.is_some_and(has_case));
    upper_case(&first.into_iter().chain(last).collect::<String>())
}

#[cfg(not(target_arch = "wasm32"))]
fn upper_case(letters: &str) -> String {
    letters.to_uppercase()
}

/// The browser has the tables, which would be 24 kB of WebAssembly.
#[cfg(target_arch = "wasm32")]
fn upper_case(letters: &str) -> String {
    leptos::web_sys::js_sys::JsString::from(letters).to_upper_case().into()
}

fn has_case(letter: char) -> bool {
    letter.is_uppercase() || letter.is_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_where_letters_have_case_and_one_elsewhere() {
        assert_eq!(initials("Jonas Feld"), "JF");
        assert_eq!(initials("søren Ångström"), "SÅ");
        assert_eq!(initials("billing-export"), "BE");
        assert_eq!(initials("李小龍"), "李");
        assert_eq!(initials("محمد علي"), "م");
        assert_eq!(initials("Cher"), "C");
        assert_eq!(initials("  "), "");
    }
}
