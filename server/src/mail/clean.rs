//! What HTML a mail carries. One list serves two ends: whatever else stands in a template is refused when it is saved, and
//! is taken out of the filled mail should a value have brought it in.

use ammonia::{Builder, UrlRelative};
use app::rules::templates::{TemplateFlaw, TemplateProblem};
use html5ever::{
    buffer_queue::BufferQueue,
    tendril::StrTendril,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

const TAGS: [&str; 33] = [
    "a",
    "b",
    "bdi",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "wbr",
];
const ATTRIBUTES: [&str; 7] = ["align", "class", "dir", "lang", "role", "style", "valign"];
const TABLE_ATTRIBUTES: [&str; 5] = ["bgcolor", "border", "cellpadding", "cellspacing", "width"];
const CELL_ATTRIBUTES: [&str; 5] = ["bgcolor", "colspan", "height", "rowspan", "width"];
/// `http` is for trying Latchkey out on one's own machine.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];
/// What styles may set: looks, not place, and nothing that is fetched or hides.
const STYLES: [&str; 10] =
    ["background-color", "border", "color", "font", "line-height", "margin", "padding", "text", "white-space", "word-break"];
/// What stands for an address while a template's own HTML is looked at.
const SOME_ADDRESS: &str = "https://desk.example/";

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

fn cleaner() -> Builder<'static> {
    let set = |words: &[&'static str]| words.iter().copied().collect::<HashSet<_>>();
    let mut own = HashMap::from([("a", set(&["href"])), ("table", set(&TABLE_ATTRIBUTES)), ("tr", set(&["bgcolor"]))]);
    own.extend(["td", "th"].map(|cell| (cell, set(&CELL_ATTRIBUTES))));
    let mut cleaner = Builder::empty();
    cleaner
        .tags(set(&TAGS))
        .clean_content_tags(set(&["script", "style"]))
        .generic_attributes(set(&ATTRIBUTES))
        .tag_attributes(own)
        .url_schemes(set(&SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, name, value| (name != "style" || is_plain_style(value)).then(|| value.into()));
    cleaner
}

/// Whether every declaration sets one of [`STYLES`], or a longer name that begins so ("font-size", "border-radius").
fn is_plain_style(style: &str) -> bool {
    let is_harmless = |value: &str| !value.contains(['(', '\\', '@', '/', '<', '{']);
    let declarations = style.split(';').map(str::trim).filter(|declaration| !declaration.is_empty());
    declarations.into_iter().all(|declaration| match declaration.split_once(':') {
        Some(("display", value)) => matches!(value.trim(), "block" | "inline-block"),
        // The shorthand has its slash between sizes.
        Some(("font", value)) => is_harmless(&value.replace('/', " ")),
        Some((name, value)) => STYLES.iter().any(|known| name.trim_end().starts_with(known)) && is_harmless(value),
        None => false,
    })
}

/// HTML without what mails do not carry.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// The first thing in a template's HTML that would not survive, with its line.
pub(super) fn source_flaw(source: &str) -> Option<TemplateFlaw> {
    flaw(&with_stand_ins(source))
}

/// The first thing in HTML that would not survive.
pub(super) fn flaw(html: &str) -> Option<TemplateFlaw> {
    let (given, kept) = (pieces(html), pieces(&clean(html)));
    let differs = |at: &usize| given.get(*at).map(|(piece, _)| piece) != kept.get(*at).map(|(piece, _)| piece);
    let at = (0..given.len().max(kept.len())).find(differs)?;
    let line = given.get(at).or(given.last()).map_or(1, |(_, line)| *line);
    let kept = kept.get(at).map(|(piece, _)| piece);
    let problem = match given.get(at).map(|(piece, _)| piece) {
        Some(piece) => piece.lost(kept),
        None => TemplateProblem::Nesting(kept.map(Piece::shown).unwrap_or_default()),
    };
    Some(TemplateFlaw { line, problem })
}

/// Something between two others in HTML.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Start {
        name: String,
        attributes: Vec<(String, String)>,
    },
    End(String),
    Text(String),
    /// A comment or a document type.
    Other,
}

impl Piece {
    fn shown(&self) -> String {
        match self {
            Self::Start { name, .. } => format!("<{name}>"),
            Self::End(name) => format!("</{name}>"),
            Self::Text(text) => format!("\u{201c}{}\u{201d}", text.chars().take(30).collect::<String>()),
            Self::Other => "<!-- -->".to_owned(),
        }
    }

    /// What is wrong with this, of which `kept` is all that would be left.
    fn lost(&self, kept: Option<&Self>) -> TemplateProblem {
        match (self, kept) {
            (Self::Other, _) => TemplateProblem::Html(self.shown()),
            (Self::Start { name, .. }, _) if !TAGS.contains(&name.as_str()) => TemplateProblem::Html(self.shown()),
            (Self::Start { name, attributes }, Some(Self::Start { name: same, attributes: kept })) if name == same => {
                let lost = attributes.iter().find(|attribute| !kept.contains(attribute));
                TemplateProblem::Html(lost.map_or_else(|| self.shown(), |(name, value)| format!("{name}=\"{value}\"")))
            }
            _ => TemplateProblem::Nesting(self.shown()),
        }
    }
}

/// Takes HTML apart. Bodies of tables are left out: parsers add them.
fn pieces(html: &str) -> Vec<(Piece, i64)> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Pieces::default(), TokenizerOpts::default());
    let _done = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Pieces(RefCell<Vec<(Piece, i64)>>);

impl Pieces {
    fn text(&self, text: &str, line: i64) {
        let mut pieces = self.0.borrow_mut();
        // Text comes in portions that depend on how characters are written; without spaces they always add up to the same.
        let characters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        match pieces.last_mut() {
            _ if characters.is_empty() => {}
            Some((Piece::Text(before), _)) => before.push_str(&characters),
            _ => pieces.push((Piece::Text(characters), line)),
        }
    }
}

impl TokenSink for Pieces {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let line = i64::try_from(line).unwrap_or(i64::MAX);
        match token {
            Token::TagToken(tag) if &*tag.name == "tbody" => {}
            Token::TagToken(tag) => self.0.borrow_mut().push((piece(&tag), line)),
            Token::CommentToken(_) | Token::DoctypeToken(_) => self.0.borrow_mut().push((Piece::Other, line)),
            Token::CharacterTokens(text) => self.text(&text, line),
            Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

fn piece(tag: &Tag) -> Piece {
    let name = tag.name.to_string();
    if tag.kind == TagKind::EndTag {
        return Piece::End(name);
    }
    let mut attributes: Vec<_> =
        tag.attrs.iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string())).collect();
    attributes.sort();
    Piece::Start { name, attributes }
}

/// A template's HTML with something of the same sort in place of everything between braces, and as many lines.
fn with_stand_ins(source: &str) -> String {
    let mut html = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        html.push_str(before);
        let close = match after.chars().next() {
            Some('{') => "}}",
            Some('%') => "%}",
            Some('#') => "#}",
            _ => {
                html.push('{');
                rest = after;
                continue;
            }
        };
        let (inside, next) = after.split_once(close).unwrap_or((after, ""));
        html.push_str(match inside {
            _ if close != "}}" => "",
            _ if html.ends_with("href=\"") => SOME_ADDRESS,
            _ if inside.contains("button") => "<table></table>",
            _ if inside.contains("code_box") => "<p></p>",
            _ => "x",
        });
        html.extend(inside.chars().filter(|c| *c == '\n'));
        rest = next;
    }
    html.push_str(rest);
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use TemplateProblem::{Html, Nesting};

    fn refused(html: &str, line: i64, problem: TemplateProblem) {
        assert_eq!(source_flaw(html), Some(TemplateFlaw { line, problem }), "{html}");
    }

    #[test]
    fn what_mails_carry_survives() {
        for html in [
            "<p>Hello <bdi>{{ display_name }}</bdi>,<br />\n&nbsp;&amp; <strong>more</strong></p>\n{{ button(link, \"Go & see\") }}",
            "<table role=\"presentation\" width=\"100%\"><tr><td style=\"padding: 1px; font: 600 16px/1.5 'Segoe UI'\">x</td></tr></table>",
            "<a href=\"{{ link }}\" style=\"color: #ffffff; display: inline-block\">x</a><a href=\"mailto:a@b.example\">y</a>",
            "{% if code -%}\n<p>a</p>{%- else %}<p>b</p>{% endif %}{# why #}<ul><li>{a}</li></ul>",
        ] {
            assert_eq!(source_flaw(html), None, "{html}");
        }
    }

    #[test]
    fn what_mails_do_not_carry_is_named_with_its_line() {
        refused("<p>a</p>\n<script>alert(1)</script>", 2, Html("<script>".to_owned()));
        refused("<p>a</p>\n\n<img src=\"https://x.example/p.gif\">", 3, Html("<img>".to_owned()));
        refused("<p onclick=\"x()\">a</p>", 1, Html("onclick=\"x()\"".to_owned()));
        refused("<a href=\"javascript:alert(1)\">a</a>", 1, Html("href=\"javascript:alert(1)\"".to_owned()));
        refused("<a href=\"/users\">a</a>", 1, Html("href=\"/users\"".to_owned()));
        refused("a\n<!-- b -->", 2, Html("<!-- -->".to_owned()));
        for style in
            ["background-image: url(https://x.example)", "position: fixed", "display: none", "font: url(x)", "color: exp\\72"]
        {
            refused(&format!("<p style=\"{style}\">a</p>"), 1, Html(format!("style=\"{style}\"")));
        }
    }

    #[test]
    fn what_would_break_the_frame_is_named_with_its_line() {
        refused("<p>a</p>\n</td></tr></table>", 2, Nesting("</td>".to_owned()));
        refused("<div>\n<p>a</p>\n", 2, Nesting("</div>".to_owned()));
        refused("<p>a\n<p>b</p>", 2, Nesting("<p>".to_owned()));
        refused("<p>a\n{{ button(link, \"Go\") }}</p>", 2, Nesting("<table>".to_owned()));
        refused("<tr><td>a</td></tr>", 1, Nesting("<tr>".to_owned()));
    }

    #[test]
    fn values_that_smuggle_attributes_lose_them() {
        assert_eq!(clean("<p title=x onmouseover=alert(1)>a</p>"), "<p>a</p>");
        assert_eq!(clean("a<script>b</script><style>c</style>"), "a");
    }
}
