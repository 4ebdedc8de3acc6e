//! The master key: read from its key or its file, never shown. Must not know what it encrypts.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::parse;
use crate::config::reader::{Kept, MASK, Reader};

/// Base64 as tools write it, with or without the padding at the end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The 32 bytes that wrap the keys kept in the database. Debug and Display show a mask.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey([u8; 32]);

/// A text that is not 32 bytes in base64; does not repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a master key is 32 bytes in base64")]
pub struct MasterKeyFault;

impl MasterKey {
    /// Takes 32 random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads base64 in the standard alphabet (RFC 4648, section 4); blanks around it are ignored.
    ///
    /// # Errors
    /// Text that is not base64 or does not hold 32 bytes.
    pub fn parse(text: &str) -> Result<Self, MasterKeyFault> {
        let bytes = BASE64.decode(text.trim()).map_err(|_| MasterKeyFault)?;
        bytes.try_into().map(Self).map_err(|_| MasterKeyFault)
    }

    /// The bytes, for the one place that wraps and unwraps keys.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The base64 form that [`Self::parse`] reads, for the file in the data folder.
    #[must_use]
    pub fn expose_text(&self) -> String {
        BASE64.encode(self.0)
    }

    /// The key itself or the one in the file; giving both is a fault.
    pub(super) fn read(reader: &mut Reader) -> Result<Option<Self>, Kept> {
        let given = reader.optional(&keys::MASTER_KEY, given, Self::to_string);
        let file =
            reader.optional(&keys::MASTER_KEY_FILE, from_file, |(path, _)| parse::path_text(path));
        match (given?, file?) {
            (Some(_), Some(_)) => {
                let reason = "must not be given together with `master_key`: keep one of them";
                Err(reader.contradiction(&keys::MASTER_KEY_FILE, reason))
            }
            (given, file) => Ok(given.or(file.map(|(_, key)| key))),
        }
    }
}

fn given(text: &str) -> Result<MasterKey, Wrong> {
    MasterKey::parse(text).map_err(|_| Wrong::NotAccepted)
}

fn from_file(text: &str) -> Result<(PathBuf, MasterKey), Wrong> {
    let path = parse::path(text)?;
    let text = read_text(&path)?;
    let key = MasterKey::parse(&text).map_err(|fault| {
        Wrong::Because(format!("names a file that holds something else: {fault}"))
    })?;
    Ok((path, key))
}

fn read_text(path: &Path) -> Result<String, Wrong> {
    fs::read_to_string(path)
        .map_err(|error| Wrong::Because(format!("names a file that cannot be read: {error}")))
}

impl fmt::Display for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MasterKey({MASK})")
    }
}
