//! Loading subjects, privacy notices and public holidays.

use std::collections::HashMap;

use crate::app::load::keep::{Keeper, Record, Verdict};
use crate::app::load::{LoadEnd, LoadReport, Tally};
use crate::app::snapshot;
use crate::domain::catalogue;
use crate::store::change::ChangeKind;
use crate::store::notice::{self, Notice};
use crate::store::subject::{self, Subject};
use crate::store::{AnyConnection, Fault, holiday, reply_standard};

/// Loads all of it; gives what was done.
pub(super) fn load(
    mut keeper: Keeper<'_, '_>,
    citizens: &catalogue::Citizens,
) -> Result<LoadReport, LoadEnd> {
    subjects(&mut keeper, &citizens.subjects)?;
    notices(&mut keeper, &citizens.notices)?;
    // Nobody computes the day of a reply from the holidays as they were while these are stored.
    reply_standard::hold(keeper.connection())?;
    let holidays = holidays(keeper.connection(), &citizens.holidays)?;
    if holidays.created > 0 {
        keeper.renew_reply_dates()?;
    }
    let mut report = keeper.finish();
    report.others.insert("holiday", holidays);
    Ok(report)
}

fn subjects(keeper: &mut Keeper<'_, '_>, subjects: &[catalogue::Subject]) -> Result<(), Fault> {
    let codes: Vec<_> = subjects.iter().map(|subject| subject.code.clone()).collect();
    let stored = subject::find_all(keeper.connection(), &codes)?;
    let stored: HashMap<_, _> = stored.iter().map(|known| (&known.code, known)).collect();
    for subject in subjects {
        let known = stored.get(&subject.code);
        let mut entity = Subject {
            code: subject.code.clone(),
            version: 1,
            title: subject.title.clone(),
            created_at: known.map_or(keeper.at(), |known| known.created_at),
            updated_at: keeper.at(),
        };
        let says = snapshot::subject(&entity);
        let record = Record {
            kind: ChangeKind::Subject,
            key: subject.code.as_str(),
            says: &says,
            stored: known.map(|known| known.version),
        };
        match keeper.decide(&record)? {
            Verdict::Leave => continue,
            Verdict::Create(version) => {
                entity.version = version;
                subject::insert(keeper.connection(), &entity)?;
            }
            Verdict::Update(version) => {
                entity.version = version;
                subject::replace(keeper.connection(), &entity)?;
            }
        }
        keeper.stored(&record, entity.version, None, says.clone())?;
    }
    Ok(())
}

/// A notice that people may have consented to stays what it was: a file that says otherwise is not loaded.
fn notices(keeper: &mut Keeper<'_, '_>, notices: &[catalogue::Notice]) -> Result<(), LoadEnd> {
    for said in notices {
        let said = Notice {
            version: said.version,
            text: said.text.clone(),
            effective_on: said.effective_on,
        };
        match notice::find(keeper.connection(), said.version)? {
            Some(known) if known == said => keeper.known(ChangeKind::Notice),
            Some(_) => return Err(LoadEnd::NoticeChanged(said.version)),
            None => {
                notice::insert(keeper.connection(), &said)?;
                let key = said.version.to_string();
                keeper.made(ChangeKind::Notice, &key, snapshot::notice(&said))?;
            }
        }
    }
    Ok(())
}

fn holidays(
    connection: &mut AnyConnection,
    holidays: &[catalogue::Holiday],
) -> Result<Tally, Fault> {
    let known = holiday::named(connection)?;
    let mut tally = Tally::default();
    for said in holidays {
        match known.get(&said.day) {
            Some(name) if *name == said.name => {
                tally.unchanged += 1;
                continue;
            }
            Some(_) => tally.updated += 1,
            None => tally.created += 1,
        }
        holiday::put(connection, said.day, &said.name)?;
    }
    Ok(tally)
}
