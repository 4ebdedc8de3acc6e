//! Writing progress updates: contributors draft, publishers publish and correct what is public.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, MemberFault, MemberFaultKind};
use crate::app::initiative::held::HeldInitiative;
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::{ActionType, Authority, Permitted, Resource, ResourceKind, act};
use crate::domain::code::InitiativeCode;
use crate::domain::history::Event;
use crate::domain::ids::UpdateId;
use crate::domain::patch::LocalizedPatch;
use crate::domain::text::Localized;
use crate::domain::update::UpdateState;
use crate::store::AnyConnection;
use crate::store::change::ChangeKind;
use crate::store::initiative::Initiative;
use crate::store::update::{self, ProgressUpdate};

/// An update to be drafted.
#[derive(Debug, Clone)]
pub struct NewUpdate {
    /// Its title in each language.
    pub title: Localized,
    /// What it tells, in each language.
    pub body: Localized,
    /// The day that it speaks of; today unless it is said.
    pub dated_on: Option<NaiveDate>,
}

/// What is to be different about an update; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct UpdatePatch {
    /// Titles by language.
    pub title: Option<LocalizedPatch>,
    /// Texts by language.
    pub body: Option<LocalizedPatch>,
    /// The day that it speaks of.
    pub dated_on: Option<NaiveDate>,
}

/// Drafts an update on the initiative of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Invalid`]; refusals of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::DraftUpdate>,
    code: &InitiativeCode,
    new: &NewUpdate,
) -> Result<Effect<ProgressUpdate>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let id: UpdateId = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    let of = HeldInitiative::take(connection, code, today)?;
    let proof = acting.authority.on(&of.resource.part(ResourceKind::Update, &id))?;
    let author = proof.department().unwrap_or(&of.initiative.lead_department_code).clone();
    let update = ProgressUpdate {
        id,
        version: 1,
        initiative_code: code.clone(),
        department_code: author,
        state: UpdateState::Draft,
        title: new.title.clone(),
        body: new.body.clone(),
        dated_on: new.dated_on.unwrap_or(today),
        published_at: None,
        created_at: at,
        updated_at: at,
    };
    check(&update, today)?;
    update::insert(connection, &proof, &update)?;
    let body = snapshot::update(&update);
    let recorded = Recorded::of(&proof).versions(None, 1).changed(differing(&json!({}), &body));
    let what = (ChangeKind::Update, &id, 1);
    acting.keep(Publication::of(&proof, Event::Created, what, body))?;
    Ok(Effect::Changed(update, recorded))
}

/// Changes the update of that id; once it is public, a publisher does.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Invalid`]; refusals of the policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::DraftUpdate>,
    id: UpdateId,
    expected: &Expected,
    patch: &UpdatePatch,
) -> Result<Effect<ProgressUpdate>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id, today)?;
    let proof = held.permitted(&acting.authority)?;
    let is_public = held.update.state == UpdateState::Published;
    if is_public {
        acting.authority.also::<act::PublishUpdate>(&held.resource)?;
    }
    held.known_at(connection, expected, &touched(patch))?;
    let mut next = patched(&held.update, patch);
    let after = snapshot::update(&next);
    let members = differing(&held.before, &after);
    if members.is_empty() {
        return Ok(Effect::Unchanged(held.update));
    }
    check(&next, today)?;
    next.version = held.update.version + 1;
    next.updated_at = at;
    update::replace(connection, &proof, &next)?;
    let recorded =
        Recorded::of(&proof).versions(Some(held.update.version), next.version).changed(members);
    let what = (ChangeKind::Update, &id, next.version);
    let publication = Publication::of(&proof, Event::Edited, what, after);
    if is_public {
        let code = &next.initiative_code;
        acting.publish(publication.within(code).having_been(&held.before))?;
    } else {
        acting.keep(publication)?;
    }
    Ok(Effect::Changed(next, recorded))
}

/// Publishes the update of that id: from now on everybody sees it, and the initiative counts as reported on.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Conflict`] when it is public already; refusals of the policy.
pub fn publish(
    acting: &mut Acting<'_, '_, act::PublishUpdate>,
    id: UpdateId,
    expected: &Expected,
) -> Result<Effect<ProgressUpdate>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id, today)?;
    let proof = held.permitted(&acting.authority)?;
    // Whoever publishes has read all of it.
    held.known_at(connection, expected, &["/title", "/body", "/dated_on", "/state"])?;
    if held.update.state == UpdateState::Published {
        return Err(AppError::Conflict(Conflict::AlreadyPublished));
    }
    let next = ProgressUpdate {
        version: held.update.version + 1,
        state: UpdateState::Published,
        published_at: Some(at),
        updated_at: at,
        ..held.update.clone()
    };
    update::replace(connection, &proof, &next)?;
    let after = snapshot::update(&next);
    let recorded = Recorded::of(&proof)
        .versions(Some(held.update.version), next.version)
        .changed(differing(&held.before, &after));
    let what = (ChangeKind::Update, &id, next.version);
    // What it was before is nobody else's business: its history begins here.
    let publication = Publication::of(&proof, Event::Published, what, after);
    acting.publish(publication.within(&next.initiative_code))?;
    acting.renew(&held.initiative, true)?;
    Ok(Effect::Changed(next, recorded))
}

/// An update that is about to be changed, read while nobody else can change it.
struct Held {
    update: ProgressUpdate,
    initiative: Initiative,
    resource: Resource,
    before: Value,
}

impl Held {
    fn take(
        connection: &mut AnyConnection,
        id: UpdateId,
        today: NaiveDate,
    ) -> Result<Self, AppError> {
        let code = update::find(connection, id)?.ok_or(AppError::NotFound)?.initiative_code;
        let of = HeldInitiative::take(connection, &code, today)?;
        let update = update::find(connection, id)?.ok_or(AppError::NotFound)?;
        let resource = Resource::update(&of.resource, &id, &update.department_code);
        let before = snapshot::update(&update);
        Ok(Self { update, initiative: of.initiative, resource, before })
    }

    /// Asks the policy. Whoever may not even read a draft is not told that there is one.
    fn permitted<A: ActionType>(&self, authority: &Authority<A>) -> Result<Permitted<A>, AppError> {
        authority.on(&self.resource).map_err(|refusal| {
            let is_secret = self.update.state == UpdateState::Draft
                && authority.also::<act::ReadDrafts>(&self.resource).is_err();
            if is_secret { AppError::Hidden(refusal) } else { AppError::Refused(refusal) }
        })
    }

    fn known_at(
        &self,
        connection: &mut AnyConnection,
        expected: &Expected,
        touched: &[&str],
    ) -> Result<(), AppError> {
        let touched: Vec<String> = touched.iter().map(|&pointer| pointer.to_owned()).collect();
        let key = self.update.id.to_string();
        expected.check(self.update.version, &touched, |since| {
            changed_since(connection, ChangeKind::Update, &key, since, &self.before)
        })
    }
}

fn touched(patch: &UpdatePatch) -> Vec<&'static str> {
    let UpdatePatch { title, body, dated_on } = patch;
    let named =
        [("/title", title.is_some()), ("/body", body.is_some()), ("/dated_on", dated_on.is_some())];
    named.iter().filter(|(_, is)| *is).map(|(pointer, _)| *pointer).collect()
}

fn patched(stored: &ProgressUpdate, patch: &UpdatePatch) -> ProgressUpdate {
    let text = |patch: &Option<LocalizedPatch>, stored: &Localized| {
        patch.as_ref().map_or_else(|| stored.clone(), |patch| patch.apply(stored))
    };
    ProgressUpdate {
        title: text(&patch.title, &stored.title),
        body: text(&patch.body, &stored.body),
        dated_on: patch.dated_on.unwrap_or(stored.dated_on),
        ..stored.clone()
    }
}

/// An update has a title and a text in at least one language, and speaks of no day ahead: all faults at once.
fn check(update: &ProgressUpdate, today: NaiveDate) -> Result<(), AppError> {
    let rules = [
        ("/title", MemberFaultKind::Required, update.title.is_empty()),
        ("/body", MemberFaultKind::Required, update.body.is_empty()),
        ("/dated_on", MemberFaultKind::InFuture, update.dated_on > today),
    ];
    let faults: Vec<_> = rules
        .into_iter()
        .filter(|(.., is_broken)| *is_broken)
        .map(|(pointer, kind, _)| MemberFault { pointer: pointer.to_owned(), kind })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}
