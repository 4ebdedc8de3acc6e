//! Smart areas: reading them, and keeping the list of them.

use serde_json::json;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, MemberFault, MemberFaultKind};
use crate::app::lifecycle_counts::{self, LifecycleCounts};
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::{Resource, act};
use crate::domain::code::SmartAreaCode;
use crate::domain::history::Event;
use crate::domain::patch::LocalizedPatch;
use crate::domain::text::Localized;
use crate::store::change::ChangeKind;
use crate::store::smart_area::{self, SmartArea};
use crate::store::{AnyConnection, Reading, statistics, version};

/// A smart area with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartAreaView {
    /// Itself.
    pub smart_area: SmartArea,
    /// Its initiatives by lifecycle.
    pub initiatives: LifecycleCounts,
}

/// One page of smart areas, in the order of their codes.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<SmartAreaView>, AppError> {
    let after = code_of(request.position.as_ref());
    let mut rows = smart_area::list(reading.connection, after, request.window().limit)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind_code(&last.code)) } else { None };
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let mut counts =
        lifecycle_counts::by_code(statistics::of_smart_areas(reading.connection, &codes)?)?;
    let total = request.include_total.then(|| smart_area::count(reading.connection)).transpose()?;
    let items = rows
        .into_iter()
        .map(|smart_area| {
            let initiatives = counts.remove(smart_area.code.as_str()).unwrap_or_default();
            SmartAreaView { smart_area, initiatives }
        })
        .collect();
    Ok(Page { items, next, total })
}

/// A smart area to be made.
#[derive(Debug, Clone)]
pub struct NewSmartArea {
    /// Its code.
    pub code: SmartAreaCode,
    /// Its name in each language.
    pub name: Localized,
    /// Its summary in each language.
    pub summary: Localized,
}

/// What is to be different about a smart area; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct SmartAreaPatch {
    /// Names by language.
    pub name: Option<LocalizedPatch>,
    /// Summaries by language.
    pub summary: Option<LocalizedPatch>,
}

/// The smart area of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn find(reading: &mut Reading<'_>, code: &SmartAreaCode) -> Result<SmartAreaView, AppError> {
    let found = stored(reading.connection, code)?.ok_or(AppError::NotFound)?;
    view_of(reading.connection, found)
}

/// Makes a smart area.
///
/// # Errors
/// [`AppError::Conflict`] when the code is taken; refusals of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::CreateSmartArea>,
    new: &NewSmartArea,
) -> Result<Effect<SmartAreaView>, AppError> {
    let at = acting.circumstances.at;
    let proof = acting.authority.on(&Resource::smart_area(new.code.as_str()))?;
    let connection = &mut *acting.writing.connection;
    if stored(connection, &new.code)?.is_some() {
        return Err(AppError::Conflict(Conflict::CodeTaken));
    }
    let area = SmartArea {
        code: new.code.clone(),
        version: version::first(connection, ChangeKind::SmartArea, new.code.as_str())?,
        name: new.name.clone(),
        summary: new.summary.clone(),
        created_at: at,
        updated_at: at,
    };
    check(&area)?;
    smart_area::insert(connection, &proof, &area)
        .map_err(|fault| AppError::where_taken(fault, Conflict::CodeTaken))?;
    let body = snapshot::smart_area(&area);
    let recorded =
        Recorded::of(&proof).versions(None, area.version).changed(differing(&json!({}), &body));
    let what = (ChangeKind::SmartArea, &area.code, area.version);
    acting.publish(Publication::of(&proof, Event::Created, what, body))?;
    Ok(Effect::Changed(view_of(acting.writing.connection, area)?, recorded))
}

/// Changes a smart area.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Invalid`]; refusals of the policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::EditSmartArea>,
    code: &SmartAreaCode,
    expected: &Expected,
    patch: &SmartAreaPatch,
) -> Result<Effect<SmartAreaView>, AppError> {
    let connection = &mut *acting.writing.connection;
    let before = stored(connection, code)?.ok_or(AppError::NotFound)?;
    let proof = acting.authority.on(&Resource::smart_area(code.as_str()))?;
    let named = [("/name", &patch.name), ("/summary", &patch.summary)];
    let touched: Vec<String> = named
        .iter()
        .filter(|(_, text)| text.is_some())
        .map(|(pointer, _)| (*pointer).to_owned())
        .collect();
    let text = |patch: &Option<LocalizedPatch>, stored: &Localized| {
        patch.as_ref().map_or_else(|| stored.clone(), |patch| patch.apply(stored))
    };
    let mut next = SmartArea {
        name: text(&patch.name, &before.name),
        summary: text(&patch.summary, &before.summary),
        ..before.clone()
    };
    let (then, now) = (snapshot::smart_area(&before), snapshot::smart_area(&next));
    expected.check(before.version, &touched, |since| {
        changed_since(connection, ChangeKind::SmartArea, code.as_str(), since, &then)
    })?;
    let members = differing(&then, &now);
    if members.is_empty() {
        return Ok(Effect::Unchanged(view_of(connection, before)?));
    }
    check(&next)?;
    next.version = before.version + 1;
    next.updated_at = acting.circumstances.at;
    smart_area::replace(connection, &proof, &next)?;
    let recorded =
        Recorded::of(&proof).versions(Some(before.version), next.version).changed(members);
    let what = (ChangeKind::SmartArea, code, next.version);
    acting.publish(Publication::of(&proof, Event::Edited, what, now).having_been(&then))?;
    Ok(Effect::Changed(view_of(acting.writing.connection, next)?, recorded))
}

/// A smart area has a name in at least one language.
fn check(area: &SmartArea) -> Result<(), AppError> {
    if area.name.is_empty() {
        let kind = MemberFaultKind::Required;
        return Err(AppError::Invalid(vec![MemberFault { pointer: "/name".into(), kind }]));
    }
    Ok(())
}

fn stored(
    connection: &mut AnyConnection,
    code: &SmartAreaCode,
) -> Result<Option<SmartArea>, AppError> {
    Ok(smart_area::find_all(connection, std::slice::from_ref(code))?.pop())
}

fn view_of(
    connection: &mut AnyConnection,
    smart_area: SmartArea,
) -> Result<SmartAreaView, AppError> {
    let counts = statistics::of_smart_areas(connection, &[smart_area.code.as_str()])?;
    let initiatives =
        lifecycle_counts::by_code(counts)?.remove(smart_area.code.as_str()).unwrap_or_default();
    Ok(SmartAreaView { smart_area, initiatives })
}
