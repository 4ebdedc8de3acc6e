//! The terms by which initiatives are found.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::code::InitiativeCode;
use crate::domain::search::{self, MAX_TERMS};
use crate::domain::text::Localized;
use crate::store::column::{from_json, parse};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::initiative::hold_all;
use crate::store::schema::{initiatives, search_terms};

/// Stores each term once, marked when it occurs in the title of any language. However many languages there are, they are no
/// more than those of one text; the title's come first.
pub(super) fn insert(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    title: &Localized,
    summary: &Localized,
) -> Result<(), Fault> {
    let mut terms: BTreeMap<String, bool> = BTreeMap::new();
    let titles = texts(title).map(|term| (term, true));
    for (term, in_title) in titles.chain(texts(summary).map(|term| (term, false))) {
        if terms.len() == MAX_TERMS {
            break;
        }
        terms.entry(term).or_insert(in_title);
    }
    dialect::insert_search_terms(connection, code, terms)
}

fn texts(localized: &Localized) -> impl Iterator<Item = String> {
    localized.iter().flat_map(|(_, text)| search::terms(text))
}

/// Makes the terms of all initiatives anew; gives one of them with its version. They are held until the transaction ends:
/// whoever changes one next waits.
///
/// # Errors
/// As [`Fault`].
pub fn renew(connection: &mut AnyConnection) -> Result<Option<(InitiativeCode, i64)>, Fault> {
    let held: Vec<String> = initiatives::table.select(initiatives::code).load(connection)?;
    let codes: Result<Vec<InitiativeCode>, Fault> =
        held.iter().map(|code| parse("initiative code", code)).collect();
    hold_all(connection, &codes?)?;
    let rows: Vec<(String, i64, String, String)> = initiatives::table
        .select((initiatives::code, initiatives::version, initiatives::title, initiatives::summary))
        .filter(initiatives::code.eq_any(&held))
        .load(connection)?;
    let old = search_terms::table.filter(search_terms::initiative_code.eq_any(&held));
    diesel::delete(old).execute(connection)?;
    let mut last = None;
    for (code, version, title, summary) in rows {
        let code = parse("initiative code", &code)?;
        let title: Localized = from_json("initiative title", &title)?;
        let summary: Localized = from_json("initiative summary", &summary)?;
        insert(connection, &code, &title, &summary)?;
        last = Some((code, version));
    }
    Ok(last)
}
