//! Whom to turn to.

use crate::rules::email;
use leptos::prelude::*;

/// The support contact, as a link where it is an e-mail address, a web address or a telephone number.
#[component]
pub fn Contact(
    /// As the settings have it.
    contact: String,
) -> impl IntoView {
    match href(&contact) {
        Some(href) => view! { <a href=href rel="external">{contact}</a> }.into_any(),
        None => view! { <b>{contact}</b> }.into_any(),
    }
}

fn href(contact: &str) -> Option<String> {
    if email::is_valid(contact) {
        return Some(format!("mailto:{contact}"));
    }
    if contact.starts_with("https://") || contact.starts_with("http://") {
        return Some(contact.to_owned());
    }
    let digits: String = contact.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let is_number = contact.chars().all(|c| c.is_ascii_digit() || "+-/(). ".contains(c));
    (is_number && digits.len() > 2).then(|| format!("tel:{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_become_links_that_do_what_they_say() {
        assert_eq!(href("help@northwind.example").as_deref(), Some("mailto:help@northwind.example"));
        assert_eq!(href("https://help.northwind.example").as_deref(), Some("https://help.northwind.example"));
        assert_eq!(href("+49 (89) 1234-56").as_deref(), Some("tel:+4989123456"));
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for contact in ["the desk on floor 2", "javascript:alert(1)", "12", ""] {
            assert_eq!(href(contact), None, "{contact}");
        }
    }
}
