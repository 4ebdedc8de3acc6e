//! Reading `include` where translations are all it offers.

use std::str::FromStr;

use crate::api::extract::Reader;
use crate::api::v1::common::params::{TranslationsInclude, TranslationsParams};

/// The one name.
const TRANSLATIONS: &str = "translations";

impl FromStr for TranslationsInclude {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == TRANSLATIONS { Ok(Self::Translations) } else { Err(()) }
    }
}

/// Whether every language is asked for.
pub fn translations(reader: &mut Reader, params: &TranslationsParams) -> bool {
    let include = reader.include(params.include.as_deref(), &[TRANSLATIONS]);
    include.contains(&TranslationsInclude::Translations)
}
