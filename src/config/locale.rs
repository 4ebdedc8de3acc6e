//! The time zone in which days count and the languages that are served. Knows how they are
//! written; must not know translations.

use chrono_tz::Tz;

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::parse;
use crate::config::reader::{Kept, Reader};
use crate::domain::language::{LanguageTag, Languages};

/// Where and for whom the city speaks.
#[derive(Debug, Clone)]
pub struct LocaleSettings {
    /// Time zone in which days begin and end.
    pub time_zone: Tz,
    /// The languages, the default first.
    pub languages: Languages,
}

impl LocaleSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let time_zone =
            reader.scalar(&keys::LOCALE_TIME_ZONE, time_zone, |zone| zone.name().to_owned());
        let languages =
            reader.list(&keys::LOCALE_LANGUAGES, languages, |(tags, _)| parse::list_text(tags));
        Ok(Self { time_zone: time_zone?, languages: languages?.1 })
    }
}

fn time_zone(text: &str) -> Result<Tz, Wrong> {
    text.parse().map_err(|_| Wrong::NotAccepted)
}

fn languages(items: &[String]) -> Result<(Vec<LanguageTag>, Languages), Wrong> {
    let tags = items.iter().map(|item| item.parse()).collect::<Result<Vec<LanguageTag>, _>>();
    let tags = tags.map_err(|_| Wrong::NotAccepted)?;
    let languages = Languages::new(tags.clone()).map_err(|fault| {
        Wrong::Because(format!("must be {}: {fault}", keys::LOCALE_LANGUAGES.accepts))
    })?;
    Ok((tags, languages))
}
