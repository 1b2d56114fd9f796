//! Spelling on the telephone: the ICAO alphabet in English, DIN 5009:2022 (towns) in German.

use crate::model::Locale;

const ENGLISH: [&str; 26] = [
    "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima", "mike",
    "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x-ray", "yankee", "zulu",
];
const GERMAN: [&str; 26] = [
    "Aachen",
    "Berlin",
    "Chemnitz",
    "Düsseldorf",
    "Essen",
    "Frankfurt",
    "Goslar",
    "Hamburg",
    "Ingelheim",
    "Jena",
    "Köln",
    "Leipzig",
    "München",
    "Nürnberg",
    "Offenbach",
    "Potsdam",
    "Quickborn",
    "Rostock",
    "Salzwedel",
    "Tübingen",
    "Unna",
    "Völklingen",
    "Wuppertal",
    "Xanten",
    "Ypsilon",
    "Zwickau",
];
const DIGITS_ENGLISH: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/// "zwo", which nobody mistakes for "drei".
const DIGITS_GERMAN: [&str; 10] = ["null", "eins", "zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];

/// The word for a letter (lower case) or a digit; `None` for anything else.
#[must_use]
pub fn spelled(locale: Locale, character: char) -> Option<&'static str> {
    let (letters, digits) = match locale {
        Locale::En => (&ENGLISH, &DIGITS_ENGLISH),
        Locale::De => (&GERMAN, &DIGITS_GERMAN),
    };
    let at = |from: char| usize::try_from(u32::from(character).checked_sub(u32::from(from))?).ok();
    match character {
        'a'..='z' => letters.get(at('a')?).copied(),
        '0'..='9' => digits.get(at('0')?).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::temporary::ALPHABET;

    #[test]
    fn every_word_begins_with_its_letter_and_none_is_missing() {
        for locale in Locale::ALL {
            for character in ALPHABET.iter().map(|byte| char::from(*byte)) {
                let word = spelled(locale, character).unwrap();
                assert!(character.is_ascii_digit() || word.to_lowercase().starts_with(character), "{character}: {word}");
            }
        }
        assert_eq!(spelled(Locale::En, 't'), Some("tango"));
        assert_eq!(spelled(Locale::De, '7'), Some("sieben"));
        assert_eq!(spelled(Locale::En, '-'), None);
    }
}
