//! Page cursors: opaque to clients, authenticated, and bound to the list they were made for.
//!
//! A cursor is the position as JSON, behind it a truncated HMAC-SHA-256 (RFC 2104) over the position and the binding
//! (operation, sort and filters), all in base64url (RFC 4648 section 5). The binding itself is not sent: the
//! request that presents the cursor states it again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::app::page::Position;

/// How much of the MAC a cursor carries, in bytes.
const TAG: usize = 16;

/// What the key is derived for; a new format of cursors gets a new label.
const LABEL: &[u8] = b"smartcity page cursor 1";

/// Makes and reads cursors. Every node with the same master key reads every other's.
#[derive(Clone)]
pub struct CursorKey {
    mac: Hmac<Sha256>,
}

/// The cursor was not made by this installation, was changed, or belongs to another list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCursor;

impl CursorKey {
    /// Derives the key for cursors from the master key.
    #[must_use]
    pub fn derive(master: &[u8; 32]) -> Self {
        let derived = keyed(master).chain_update(LABEL).finalize().into_bytes();
        Self { mac: keyed(&derived) }
    }

    /// The cursor for `position` in the list that `binding` describes.
    #[must_use]
    pub fn seal(&self, position: &Position, binding: &str) -> String {
        // A position holds text, numbers and dates: it is always JSON.
        let mut bytes = serde_json::to_vec(position).unwrap_or_default();
        let tag = self.tag(&bytes, binding).finalize().into_bytes();
        bytes.extend(tag.iter().take(TAG));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position in a cursor made for `binding`.
    ///
    /// # Errors
    /// [`BadCursor`] when anything about it is not as it was made.
    pub fn open(&self, cursor: &str, binding: &str) -> Result<Position, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor)?;
        let split = bytes.len().checked_sub(TAG).ok_or(BadCursor)?;
        let (body, tag) = bytes.split_at_checked(split).ok_or(BadCursor)?;
        self.tag(body, binding).verify_truncated_left(tag).map_err(|_| BadCursor)?;
        serde_json::from_slice(body).map_err(|_| BadCursor)
    }

    fn tag(&self, body: &[u8], binding: &str) -> Hmac<Sha256> {
        self.mac.clone().chain_update(body).chain_update([0]).chain_update(binding)
    }
}

impl std::fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CursorKey")
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes a key of any length (RFC 2104 section 2); the fallback is never reached.
    Hmac::new_from_slice(key)
        .unwrap_or_else(|_| Hmac::new(&hmac::digest::Key::<Hmac<Sha256>>::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::page::KeyValue;

    fn position() -> Position {
        Position { elsewhere: false, keys: vec![KeyValue::Text("hketoll".into())] }
    }

    #[test]
    fn a_cursor_opens_to_the_position_it_was_made_of() {
        let key = CursorKey::derive(&[7; 32]);
        let cursor = key.seal(&position(), "list_initiatives?sort=code");
        assert_eq!(key.open(&cursor, "list_initiatives?sort=code"), Ok(position()));
    }

    #[test]
    fn a_fraction_comes_back_exactly_as_it_went() {
        let key = CursorKey::derive(&[7; 32]);
        for (met, all) in (1..100_u32).flat_map(|all| (0..=all).map(move |met| (met, all))) {
            let value = f64::from(met) * 100.0 / f64::from(all);
            let position = Position { elsewhere: true, keys: vec![KeyValue::Real(value)] };
            assert_eq!(key.open(&key.seal(&position, ""), ""), Ok(position), "{met} of {all}");
        }
    }

    #[test]
    fn a_cursor_of_another_list_installation_or_making_is_refused() {
        let key = CursorKey::derive(&[7; 32]);
        let cursor = key.seal(&position(), "a");
        assert_eq!(key.open(&cursor, "b"), Err(BadCursor));
        assert_eq!(CursorKey::derive(&[8; 32]).open(&cursor, "a"), Err(BadCursor));
        assert_eq!(key.open("", "a"), Err(BadCursor));
        assert_eq!(key.open("not base64!", "a"), Err(BadCursor));
    }

    #[test]
    fn a_cursor_with_any_character_changed_is_refused() {
        let key = CursorKey::derive(&[7; 32]);
        let cursor = key.seal(&position(), "a");
        for index in 0..cursor.len() {
            let mut changed: Vec<char> = cursor.chars().collect();
            changed[index] = if changed[index] == 'A' { 'B' } else { 'A' };
            let changed: String = changed.into_iter().collect();
            assert_eq!(key.open(&changed, "a"), Err(BadCursor), "character {index}");
        }
    }
}
