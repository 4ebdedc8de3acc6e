//! Moving an initiative through its life: its publisher does, and an administrator alone takes an end back.

use chrono::NaiveDate;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, IllegalMove, MemberFault, MemberFaultKind};
use crate::app::initiative::edit::resource;
use crate::app::initiative::{Include, InitiativeView, view_of};
use crate::app::maintained;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::app::publication::{Publication, origin};
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::act;
use crate::domain::code::InitiativeCode;
use crate::domain::history::Event;
use crate::domain::lifecycle::Lifecycle;
use crate::store::change::ChangeKind;
use crate::store::initiative::transition::{self, InitiativeTransition};
use crate::store::initiative::{self, parts};
use crate::store::ledger::{self, LedgerSort};
use crate::store::{AnyConnection, Reading};

/// A move to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The state after it.
    pub to: Lifecycle,
    /// Since which day it holds; today unless it is said.
    pub effective_on: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
    /// The initiative that takes its place.
    pub superseded_by: Option<InitiativeCode>,
}

/// A move that was made, and the initiative as it is since.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The move.
    pub transition: InitiativeTransition,
    /// The initiative.
    pub initiative: InitiativeView,
}

/// Moves the initiative of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::IllegalMove`] with the states that may follow,
/// [`AppError::Invalid`] for what the move lacks; refusals of the policy.
pub fn make(
    acting: &mut Acting<'_, '_, act::TransitionInitiative>,
    code: &InitiativeCode,
    expected: &Expected,
    asked: &Move,
) -> Result<Effect<Moved>, AppError> {
    let (at, zone, today) =
        (acting.circumstances.at, acting.circumstances.zone, acting.circumstances.today());
    let id = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    initiative::hold(connection, code)?;
    let stored = initiative::find(connection, code)?.ok_or(AppError::NotFound)?;
    let own = parts::load(connection, std::slice::from_ref(code), today)?;
    let own = own.into_values().next().unwrap_or_default();
    let resource = resource(&stored, &own);
    let proof = acting.authority.on(&resource)?;
    let is_reopening = stored.lifecycle.reopens_to() == Some(asked.to);
    if is_reopening {
        acting.authority.also::<act::ReopenInitiative>(&resource)?;
    }
    let before = snapshot::initiative(&stored, &own);
    let touched = ["/lifecycle".to_owned(), "/superseded_by".to_owned()];
    expected.check(stored.version, &touched, |since| {
        changed_since(connection, ChangeKind::Initiative, code.as_str(), since, &before)
    })?;
    if !is_reopening && !stored.lifecycle.allowed().contains(&asked.to) {
        return Err(AppError::IllegalMove(IllegalMove::of_initiative(stored.lifecycle)));
    }
    check(connection, code, asked, is_reopening, today)?;

    let mut next = stored.clone();
    next.lifecycle = asked.to;
    next.superseded_by.clone_from(&asked.superseded_by);
    next.version = stored.version + 1;
    next.updated_at = at;
    next.maintained = maintained::computed(connection, &next, Some(at), zone)?;
    initiative::write::replace(connection, &proof, &next, &own)?;
    let transition = InitiativeTransition {
        id,
        initiative_code: code.clone(),
        from: stored.lifecycle,
        to: asked.to,
        effective_on: asked.effective_on.unwrap_or(today),
        reason: asked.reason.clone(),
        superseded_by: asked.superseded_by.clone(),
        origin: origin(&proof),
        department_code: proof.department().cloned(),
        created_at: at,
    };
    transition::insert(connection, &proof, &transition)?;

    let after = snapshot::initiative(&next, &own);
    let recorded = Recorded::of(&proof)
        .versions(Some(stored.version), next.version)
        .changed(differing(&before, &after))
        .because(asked.reason.clone());
    let what = (ChangeKind::Initiative, code, next.version);
    let publication = Publication::of(&proof, Event::Transitioned, what, after);
    acting.publish(publication.within(code).because(asked.reason.clone()).having_been(&before))?;
    let initiative = view_of(acting.writing.connection, next, Include::default(), today)?;
    Ok(Effect::Changed(Moved { transition, initiative }, recorded))
}

/// What a move must bring along: all faults at once.
fn check(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    asked: &Move,
    is_reopening: bool,
    today: NaiveDate,
) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let mut fault = |pointer: &str, kind| {
        faults.push(MemberFault { pointer: pointer.to_owned(), kind });
    };
    if is_reopening && asked.reason.is_none() {
        fault("/reason", MemberFaultKind::Required);
    }
    if asked.effective_on.is_some_and(|day| day > today) {
        fault("/effective_on", MemberFaultKind::InFuture);
    }
    match (asked.to, &asked.superseded_by) {
        (Lifecycle::Superseded, None) => fault("/superseded_by", MemberFaultKind::Required),
        (Lifecycle::Superseded, Some(successor)) if successor == code => {
            fault("/superseded_by", MemberFaultKind::Conflicting);
        }
        (Lifecycle::Superseded, Some(successor)) => {
            if initiative::find(connection, successor)?.is_none() {
                fault("/superseded_by", MemberFaultKind::UnknownReference);
            }
        }
        (_, Some(_)) => fault("/superseded_by", MemberFaultKind::Conflicting),
        (_, None) => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// One page of the moves of an initiative, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<InitiativeCode, LedgerSort>,
) -> Result<Page<InitiativeTransition>, AppError> {
    let code = &request.filter;
    initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    let mut items = transition::list(reading.connection, code, &request.window())?;
    let more = cut(&mut items, request.size());
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| Position { elsewhere: false, keys: ledger::place(last.created_at, &last.id) });
    let total =
        request.include_total.then(|| transition::count(reading.connection, code)).transpose()?;
    Ok(Page { items, next, total })
}
