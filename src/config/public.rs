//! What the server tells the public about itself: its contact and its own address. Pure text
//! rules; must not know who shows them.

use crate::config::fault::Wrong;

/// Schemes of a contact that people can use (RFC 9116, section 2.5.3).
const CONTACT_SCHEMES: [&str; 3] = ["mailto:", "https://", "tel:"];

/// A contact for `security.txt`; it becomes a line of that file, so it stays on one.
pub(super) fn contact(text: &str) -> Result<String, Wrong> {
    let rest = CONTACT_SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme));
    match rest {
        Some(rest) if !rest.is_empty() && text.chars().all(|letter| letter.is_ascii_graphic()) => {
            Ok(text.to_owned())
        }
        _ => Err(Wrong::NotAccepted),
    }
}

/// The server's own address; slashes at its end are dropped, because a path follows.
pub(super) fn url(text: &str) -> Result<String, Wrong> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let host = rest.and_then(|rest| rest.split('/').next());
    let plain = |letter: char| letter.is_ascii_graphic() && !"?#@\\\"<>".contains(letter);
    match host {
        Some(host) if !host.is_empty() && !host.starts_with(':') && text.chars().all(plain) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err(Wrong::NotAccepted),
    }
}
