//! Parsers that several keys share. Pure; must not know any key.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::config::fault::Wrong;

/// The word that unsets a key that may be unset.
pub(super) const NONE: &str = "none";

/// `true` or `false`; 1 and 0 too, because that is what people put into the environment.
pub(super) fn boolean(text: &str) -> Result<bool, Wrong> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Wrong::NotAccepted),
    }
}

/// A parser of whole numbers within bounds.
pub(super) fn number<N>(bounds: RangeInclusive<N>) -> impl Fn(&str) -> Result<N, Wrong>
where
    N: FromStr + PartialOrd,
{
    move |text| {
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        number.ok_or(Wrong::NotAccepted)
    }
}

/// An IP address and a port. Host names are refused: they may stand for several addresses.
pub(super) fn address(text: &str) -> Result<SocketAddr, Wrong> {
    text.parse().map_err(|_| Wrong::NotAccepted)
}

/// A path; relative ones count from the working directory.
pub(super) fn path(text: &str) -> Result<PathBuf, Wrong> {
    if text.is_empty() || text.contains('\0') {
        return Err(Wrong::NotAccepted);
    }
    Ok(PathBuf::from(text))
}

/// The form in which a path is shown.
pub(super) fn path_text(path: &Path) -> String {
    path.display().to_string()
}

/// The form in which a list is shown, which is also one that is accepted.
pub(super) fn list_text<T: ToString>(list: &[T]) -> String {
    if list.is_empty() {
        return NONE.to_owned();
    }
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
