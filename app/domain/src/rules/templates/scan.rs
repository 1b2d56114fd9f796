//! Reads a part of a template from one pair of braces to the next.

use super::{LONGEST_PART, LONGEST_SUBJECT, TemplateFlaw, TemplateProblem, Variable};

/// The sort of text a template part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Subject,
    Html,
    Text,
}

impl Part {
    /// How long it may be, in characters.
    pub(super) const fn longest(self) -> i64 {
        match self {
            Self::Subject => LONGEST_SUBJECT,
            Self::Html | Self::Text => LONGEST_PART,
        }
    }
}

/// Where literal HTML leaves off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Text,
    Tag,
    Quoted(char),
}

impl Within {
    fn after(self, html: &str) -> Self {
        html.chars().fold(self, |within, c| match (within, c) {
            (Self::Text, '<') => Self::Tag,
            (Self::Tag, '>') => Self::Text,
            (Self::Tag, '"' | '\'') => Self::Quoted(c),
            (Self::Quoted(quote), c) if c == quote => Self::Tag,
            (within, _) => within,
        })
    }
}

/// One pass over a part, from one pair of braces to the next.
pub(super) struct Scan<'a> {
    part: Part,
    source: &'a str,
    known: &'a [Variable],
    /// How far it has come, in bytes.
    at: usize,
    within: Within,
    /// The lines of the `if`s that are open.
    open: Vec<i64>,
    shown: Vec<&'static str>,
}

impl<'a> Scan<'a> {
    pub(super) const fn new(part: Part, source: &'a str, known: &'a [Variable]) -> Self {
        Self { part, source, known, at: 0, within: Within::Text, open: Vec::new(), shown: Vec::new() }
    }

    /// The variables that are shown somewhere, or the first flaw.
    pub(super) fn run(mut self) -> Result<Vec<&'static str>, TemplateFlaw> {
        if self.part == Part::Subject && self.source.trim().contains('\n') {
            return Err(TemplateProblem::Lines.at(2));
        }
        while let Some(start) = self.next_braces() {
            let literal = &self.source[self.at..start];
            self.within = self.within.after(literal);
            let line = self.line(start);
            let (close, kind) = match self.source.as_bytes().get(start + 1) {
                Some(b'{') => ("}}", '{'),
                Some(b'%') => ("%}", '%'),
                _ => ("#}", '#'),
            };
            let inside = &self.source[start + 2..];
            let Some(length) = inside.find(close) else { return Err(TemplateProblem::Unclosed.at(line)) };
            self.at = start + 2 + length + close.len();
            let words = inside[..length].trim_matches(['-', '+']).trim();
            match kind {
                '{' => self.shows(words, literal).map_err(|problem| problem.at(line))?,
                '%' => self.tag(words, line)?,
                _ => {}
            }
        }
        match self.open.pop() {
            Some(line) => Err(TemplateProblem::Unclosed.at(line)),
            None => Ok(self.shown),
        }
    }

    fn next_braces(&self) -> Option<usize> {
        let rest = &self.source[self.at..];
        let found = ["{{", "{%", "{#"].into_iter().filter_map(|braces| rest.find(braces)).min()?;
        Some(self.at + found)
    }

    fn line(&self, at: usize) -> i64 {
        let breaks = self.source[..at].matches('\n').count();
        i64::try_from(breaks).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// `name`, `button(name, "label")` or `code_box(name)`.
    fn shows(&mut self, words: &str, before: &str) -> Result<(), TemplateProblem> {
        let refused = || TemplateProblem::Expression(words.to_owned());
        let (name, is_block) = match words.split_once('(') {
            None => (words, false),
            Some((block, arguments)) => (block_argument(block.trim(), arguments).ok_or_else(refused)?, true),
        };
        if !is_name(name) || (is_block && self.part != Part::Html) {
            return Err(refused());
        }
        let variable = self.variable(name)?;
        let stands_well = match self.within {
            Within::Text => true,
            Within::Quoted('"') => !is_block && variable.is_address && self.fills_href(before),
            _ => false,
        };
        if self.part == Part::Html && !stands_well {
            return Err(TemplateProblem::InTag(name.to_owned()));
        }
        self.shown.push(variable.name);
        Ok(())
    }

    /// Whether the braces that end here are all there is between the quotes of a `href`.
    fn fills_href(&self, before: &str) -> bool {
        before.ends_with("href=\"") && self.source[self.at..].starts_with('"')
    }

    fn variable(&self, name: &str) -> Result<Variable, TemplateProblem> {
        match self.known.iter().find(|variable| variable.name == name) {
            None => Err(TemplateProblem::Unknown(name.to_owned())),
            Some(variable) if self.part == Part::Subject && !variable.in_subject => {
                Err(TemplateProblem::NotInSubject(name.to_owned()))
            }
            Some(variable) => Ok(*variable),
        }
    }

    fn tag(&mut self, words: &str, line: i64) -> Result<(), TemplateFlaw> {
        let (tag, condition) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let is_end = matches!(tag, "elif" | "else" | "endif");
        if tag != "if" && !is_end {
            return Err(TemplateProblem::Tag(tag.to_owned()).at(line));
        }
        if self.part == Part::Html && self.within != Within::Text {
            return Err(TemplateProblem::InTag(tag.to_owned()).at(line));
        }
        if is_end && self.open.is_empty() {
            return Err(TemplateProblem::Stray(tag.to_owned()).at(line));
        }
        match tag {
            "if" => self.open.push(line),
            "endif" => drop(self.open.pop()),
            _ => {}
        }
        if matches!(tag, "if" | "elif") { self.condition(condition).map_err(|problem| problem.at(line)) } else { Ok(()) }
    }

    /// Variables with `not` before them and `and` or `or` between them.
    fn condition(&self, words: &str) -> Result<(), TemplateProblem> {
        let refused = || TemplateProblem::Expression(words.trim().to_owned());
        let mut wants_name = true;
        for word in words.split_whitespace() {
            match word {
                "not" if wants_name => {}
                "and" | "or" if !wants_name => wants_name = true,
                name if wants_name && is_name(name) => {
                    self.variable(name)?;
                    wants_name = false;
                }
                _ => return Err(refused()),
            }
        }
        if wants_name { Err(refused()) } else { Ok(()) }
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The variable that a building block is given; absent when it is no block, or not given what it needs.
fn block_argument<'a>(block: &str, arguments: &'a str) -> Option<&'a str> {
    let arguments = arguments.trim().strip_suffix(')')?;
    match block {
        "code_box" => Some(arguments.trim()),
        "button" => {
            let (name, label) = arguments.split_once(',')?;
            let label = label.trim().strip_prefix('"')?.strip_suffix('"')?;
            (!label.trim().is_empty() && !label.contains(['"', '\\'])).then(|| name.trim())
        }
        _ => None,
    }
}
