//! Finds the name that was probably meant. Knows the table of keys; must not know any value.

use strsim::damerau_levenshtein;

use crate::config::keys::{CONFIG_VARIABLE, KEYS};
use crate::config::sources::VARIABLE_PREFIX;

/// The key of the file that an unknown one probably meant: one of nearly the same spelling, or
/// the one that has this name in another section.
pub(super) fn key(unknown: &str) -> Option<&'static str> {
    let lowered = unknown.to_ascii_lowercase().replace('-', "_");
    let last = last_part(&lowered);
    let whole = KEYS.iter().map(|key| (damerau_levenshtein(&lowered, key.name), key.name));
    let parts = KEYS.iter().map(|key| (damerau_levenshtein(last, last_part(key.name)), key.name));
    closest(whole, tolerance(&lowered)).or_else(|| closest(parts, tolerance(last)))
}

/// The variable that an unknown one probably meant. Only near misses count: an orchestrator may
/// set variables of its own that begin like ours, such as `SMARTCITY_SERVICE_HOST`.
pub(super) fn variable(unknown: &str) -> Option<&'static str> {
    let bare = unknown.strip_prefix(VARIABLE_PREFIX).unwrap_or(unknown);
    let ours = || KEYS.iter().map(|key| key.environment).chain([CONFIG_VARIABLE]);
    ours()
        .find(|name| *name == bare)
        // The name of a key without its section.
        .or_else(|| KEYS.iter().find(|key| key.name.contains('.') && last_part(key.name).eq_ignore_ascii_case(bare)).map(|key| key.environment))
        .or_else(|| closest(ours().map(|name| (damerau_levenshtein(unknown, name), name)), 2))
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// A third of the name may be wrong, two characters at least.
fn tolerance(name: &str) -> usize {
    (name.len() / 3).max(2)
}

fn closest(
    candidates: impl Iterator<Item = (usize, &'static str)>,
    tolerance: usize,
) -> Option<&'static str> {
    let best = candidates.min_by_key(|(distance, _)| *distance)?;
    (best.0 <= tolerance).then_some(best.1)
}
