//! What is hashed for a line of the audit trail, and what is signed for a head of its chain. Once written it never changes: whoever
//! checks an old trail computes the same bytes. `docs/operations.md` has them for programs of others.

use crate::{
    security::{Sealer, Signed},
    store::seals::{Head, Line, Place},
};
use app::model::{HeadKind, Timestamp};
use sha2::{Digest as _, Sha256};

/// With what the bytes of a line begin: the version of this encoding.
const LINE: &[u8] = b"latchkey audit line 1";
/// With what those of a head begin.
const HEAD: &[u8] = b"latchkey audit head 1";
/// The seal before the first line.
const NOTHING: [u8; 32] = [0; 32];

/// Before the first line.
pub(super) fn beginning() -> Place {
    Place { position: 0, seal: NOTHING.to_vec() }
}

/// The place that a line takes behind another one: its seal is the SHA-256 of the version, the seal before it, its position and every
/// column. Each is preceded by its length, so that nothing can pass from one column into the next; none differs from an empty one.
pub(super) fn sealed(before: &Place, line: &Line) -> Place {
    let position = before.position.saturating_add(1);
    let mut bytes = Bytes::default();
    bytes.add(LINE);
    bytes.add(&before.seal);
    bytes.add(&position.to_be_bytes());
    bytes.add(line.id.as_bytes());
    bytes.add(&line.at.to_be_bytes());
    bytes.add(line.action.as_bytes());
    bytes.add(line.outcome.as_bytes());
    let actor = (&line.actor_id, &line.actor_name, &line.actor_key);
    let target = (&line.target_id, &line.target_name, &line.target_key);
    for (id, name, key) in [actor, target] {
        bytes.add_any(id.as_ref().map(|id| id.as_bytes().as_slice()));
        bytes.add_any(name.as_deref().map(str::as_bytes));
        bytes.add_any(key.as_deref().map(str::as_bytes));
    }
    bytes.add_any(line.address.as_deref().map(str::as_bytes));
    bytes.add(line.detail.as_bytes());
    Place { position, seal: Sha256::digest(&bytes.0).to_vec() }
}

/// What is signed.
fn said(place: &Place, kind: HeadKind, at: Timestamp) -> Vec<u8> {
    let mut bytes = Bytes::default();
    bytes.add(HEAD);
    bytes.add(kind.as_str().as_bytes());
    bytes.add(&place.position.to_be_bytes());
    bytes.add(&place.seal);
    bytes.add(&at.0.to_be_bytes());
    bytes.0
}

/// A head at this place, signed with the newest key.
///
/// # Errors
/// When no signing key can be made.
pub(super) fn signed(sealer: &Sealer, place: Place, kind: HeadKind, at: Timestamp) -> anyhow::Result<Head> {
    let Signed { public_key, signature } = sealer.sign(&said(&place, kind, at))?;
    Ok(Head { place, kind, at, public_key, signature })
}

/// Whether a head is signed with the key that it names.
pub(super) fn is_signed(head: &Head) -> bool {
    let signed = Signed { public_key: head.public_key.clone(), signature: head.signature.clone() };
    signed.is_of(&said(&head.place, head.kind, head.at))
}

#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn add(&mut self, value: &[u8]) {
        let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
        self.0.push(1);
        self.0.extend(length.to_be_bytes());
        self.0.extend(value);
    }

    fn add_any(&mut self, value: Option<&[u8]>) {
        match value {
            Some(value) => self.add(value),
            None => self.0.push(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::{Random, hex};
    use uuid::Uuid;

    fn line() -> Line {
        Line {
            id: Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0001),
            at: 1_795_268_047_000_001,
            action: "link.requested".to_owned(),
            outcome: "done".to_owned(),
            actor_id: Some(Uuid::from_u128(7)),
            actor_name: Some("Ada Reyes".to_owned()),
            actor_key: Some("ada reyes".to_owned()),
            address: Some("192.0.2.7".to_owned()),
            detail: r#"{"life_minutes":60}"#.to_owned(),
            ..Line::default()
        }
    }

    #[test]
    fn seals_are_for_ever_what_they_are() {
        let first = sealed(&beginning(), &line());
        assert_eq!(
            (first.position, hex(&first.seal).as_str()),
            (1, "354e2a9ee06b85e5112045fede4e9507db8a57ee3bb9f5377c1e161e30511fb2")
        );
        let second = sealed(&first, &Line { actor_id: None, actor_name: None, actor_key: None, ..line() });
        assert_eq!(
            (second.position, hex(&second.seal).as_str()),
            (2, "1c89cfaad72169b1819e5a6778170ddf23b98bbb0a27dcc17abc866ff40782f0")
        );
    }

    #[test]
    fn every_column_and_the_place_count() {
        let (one, here) = (sealed(&beginning(), &line()).seal, beginning());
        let text = || Some("x".to_owned());
        let others = [
            Line { id: Uuid::nil(), ..line() },
            Line { at: 0, ..line() },
            Line { action: "link.requeste".to_owned(), outcome: "ddone".to_owned(), ..line() },
            Line { actor_id: None, ..line() },
            Line { actor_name: text(), ..line() },
            Line { actor_key: text(), ..line() },
            Line { target_id: Some(Uuid::nil()), ..line() },
            Line { target_name: text(), ..line() },
            Line { target_key: text(), ..line() },
            Line { target_key: Some(String::new()), ..line() },
            Line { address: None, ..line() },
            Line { detail: "{}".to_owned(), ..line() },
        ];
        for other in others {
            assert_ne!(sealed(&here, &other).seal, one, "{other:?}");
        }
        assert_ne!(sealed(&Place { position: 1, ..beginning() }, &line()).seal, one);
        assert_ne!(sealed(&Place { seal: vec![1; 32], ..beginning() }, &line()).seal, one);
    }

    #[test]
    fn a_head_is_signed_as_a_whole() {
        let sealer = Sealer::new([7; 32], Random::from_seed(1));
        let place = sealed(&beginning(), &line());
        let head = signed(&sealer, place, HeadKind::Head, Timestamp(1)).unwrap();
        assert!(is_signed(&head) && sealer.public_keys().unwrap().contains(&head.public_key));
        let others = [
            Head { kind: HeadKind::Cut, ..head.clone() },
            Head { at: Timestamp(2), ..head.clone() },
            Head { place: Place { position: 2, ..head.place.clone() }, ..head.clone() },
            Head { place: Place { seal: vec![0; 32], ..head.place.clone() }, ..head.clone() },
        ];
        for other in others {
            assert!(!is_signed(&other), "{other:?}");
        }
    }
}
