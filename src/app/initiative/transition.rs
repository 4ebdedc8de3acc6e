//! Moving an initiative through its life: its publisher does, and an administrator alone takes an end back.

use chrono::NaiveDate;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, IllegalMove, MemberFault, MemberFaultKind};
use crate::app::initiative::held::HeldInitiative;
use crate::app::initiative::{Include, InitiativeView, view_of};
use crate::app::maintained;
use crate::app::page::{Page, PageRequest};
use crate::app::publication::{Publication, origin};
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::act;
use crate::domain::code::InitiativeCode;
use crate::domain::history::Event;
use crate::domain::lifecycle::Lifecycle;
use crate::store::change::ChangeKind;
use crate::store::initiative;
use crate::store::initiative::transition::{self, InitiativeTransition};
use crate::store::ledger::{Entry, LedgerSort};
use crate::store::{AnyConnection, Reading};

/// A move to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTransition {
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
pub struct Transitioned {
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
    asked: &NewTransition,
) -> Result<Effect<Transitioned>, AppError> {
    let (at, zone, today) =
        (acting.circumstances.at, acting.circumstances.zone, acting.circumstances.today());
    let id = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    // The successor is held along, so that two initiatives cannot take each other's place at the same time.
    let both: Vec<_> = asked.superseded_by.iter().chain([code]).cloned().collect();
    initiative::hold_all(connection, &both)?;
    let HeldInitiative { initiative: stored, parts: own, resource } =
        HeldInitiative::take(connection, code, today)?;
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
    next.maintained = maintained::computed(connection, &next, (at, true), zone)?;
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
    if stored.lifecycle.accepts_overdue() != next.lifecycle.accepts_overdue() {
        acting.tell_of_open_milestones(code)?;
    }
    let initiative = view_of(acting.writing.connection, next, Include::default(), today)?;
    Ok(Effect::Changed(Transitioned { transition, initiative }, recorded))
}

/// What a move must bring along: all faults at once.
fn check(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    asked: &NewTransition,
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
            match leads_back(connection, successor, code)? {
                None => fault("/superseded_by", MemberFaultKind::UnknownReference),
                Some(true) => fault("/superseded_by", MemberFaultKind::Conflicting),
                Some(false) => {}
            }
        }
        (_, Some(_)) => fault("/superseded_by", MemberFaultKind::Conflicting),
        (_, None) => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// Whether the initiative that takes the place was itself replaced, perhaps by way of others, by the one that it would
/// replace; none when there is no such initiative.
fn leads_back(
    connection: &mut AnyConnection,
    successor: &InitiativeCode,
    code: &InitiativeCode,
) -> Result<Option<bool>, AppError> {
    let Some(mut next) = initiative::find(connection, successor)? else { return Ok(None) };
    let mut seen = vec![successor.clone()];
    while let Some(later) = next.superseded_by.take() {
        if later == *code || seen.contains(&later) {
            return Ok(Some(true));
        }
        let Some(found) = initiative::find(connection, &later)? else { break };
        seen.push(later);
        next = found;
    }
    Ok(Some(false))
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
    let items = transition::list(reading.connection, code, &request.window())?;
    let total = request.include_total.then(|| transition::count(reading.connection, code));
    let page = Page::of(request, items, total.transpose()?, Entry::place);
    Ok(page.map(|entry| entry.what))
}
