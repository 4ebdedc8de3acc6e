//! Loading milestones, and renewing what their initiatives keep of them.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::app::load::keep::{Keeper, Record, Verdict};
use crate::app::maintained;
use crate::app::snapshot;
use crate::authz::{ActionType, Operator, Permitted, Resource, act};
use crate::domain::catalogue;
use crate::domain::code::InitiativeCode;
use crate::domain::date::VagueDate;
use crate::domain::history::Origin;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::RebaselineReason;
use crate::domain::summary::MilestoneFacts;
use crate::store::Fault;
use crate::store::change::ChangeKind;
use crate::store::initiative;
use crate::store::milestone::rebaseline::{self, Rebaseline};
use crate::store::milestone::{self, Milestone, MilestoneProvenance, write};

/// Loads the milestones of every initiative; `stored` are the initiatives that were themselves stored just now.
pub(super) fn load(
    keeper: &mut Keeper<'_, '_>,
    initiatives: &[catalogue::Initiative],
    stored: &HashSet<InitiativeCode>,
) -> Result<(), Fault> {
    let codes: Vec<_> = initiatives.iter().map(|initiative| initiative.code.clone()).collect();
    let found = milestone::of_initiatives(keeper.connection(), &codes)?;
    let known: HashMap<MilestoneId, Milestone> =
        found.into_iter().map(|found| (found.milestone.id, found.milestone)).collect();
    let mut touched = HashSet::new();
    for initiative in initiatives {
        for record in &initiative.milestones {
            if load_one(keeper, &initiative.code, record, known.get(&record.id))? {
                touched.insert(initiative.code.clone());
            }
        }
    }
    let renewed: Vec<InitiativeCode> =
        codes.into_iter().filter(|code| touched.contains(code) || stored.contains(code)).collect();
    renew(keeper, &renewed, stored)
}

/// Loads one milestone; says whether it was stored.
fn load_one(
    keeper: &mut Keeper<'_, '_>,
    code: &InitiativeCode,
    record: &catalogue::Milestone,
    known: Option<&Milestone>,
) -> Result<bool, Fault> {
    let key = record.id.to_string();
    let mut entity = entity(keeper, code, record);
    let says = snapshot::milestone(&entity, &[]);
    let decided = Record {
        kind: ChangeKind::Milestone,
        key: &key,
        says: &says,
        stored: known.map(|known| known.version),
    };
    match (keeper.decide(&decided)?, known) {
        (Verdict::Leave, _) => return Ok(false),
        (Verdict::Update(version), Some(known)) => {
            entity.version = version;
            entity.created_at = known.created_at;
            // The original date is set once: by the first date a milestone has, and never again.
            entity.original_due_on = known.original_due_on.or(record.due_on);
            let proof = permitted::<act::EditMilestone>(&entity);
            write::replace(keeper.connection(), &proof, &entity)?;
            if known.due_on != entity.due_on {
                correct_date(keeper, &entity, known.due_on)?;
            }
        }
        (Verdict::Create(version) | Verdict::Update(version), _) => {
            entity.version = version;
            let proof = permitted::<act::CreateMilestone>(&entity);
            write::insert(keeper.connection(), &proof, &entity)?;
        }
    }
    let body = snapshot::milestone(&entity, &[]);
    keeper.stored(&decided, entity.version, Some(code.as_str()), body)?;
    Ok(true)
}

/// A date that the file changed is a rebaseline like any other.
fn correct_date(
    keeper: &mut Keeper<'_, '_>,
    entity: &Milestone,
    old: Option<VagueDate>,
) -> Result<(), Fault> {
    let entry = Rebaseline {
        id: Uuid::new_v5(
            &entity.id.as_uuid(),
            format!("rebaseline by file, version {}", entity.version).as_bytes(),
        )
        .into(),
        milestone_id: entity.id,
        old,
        new: entity.due_on,
        reason_code: RebaselineReason::Correction,
        reason: "The catalogue file states another date.".to_owned(),
        origin: Origin::Catalogue,
        department_code: None,
        created_at: keeper.at(),
    };
    let proof = permitted::<act::RebaselineMilestone>(entity);
    rebaseline::insert(keeper.connection(), &proof, &entry)
}

/// A load is done by whoever has the command line.
fn permitted<A: ActionType>(milestone: &Milestone) -> Permitted<A> {
    Operator::at_the_console().permitted(&Resource::milestone(&milestone.id))
}

fn entity(
    keeper: &Keeper<'_, '_>,
    code: &InitiativeCode,
    record: &catalogue::Milestone,
) -> Milestone {
    Milestone {
        id: record.id,
        version: 1,
        initiative_code: code.clone(),
        title: record.title.clone(),
        description: record.description.clone(),
        status: record.status,
        completion: record.completion,
        weight: record.weight,
        original_due_on: record.due_on,
        due_on: record.due_on,
        met_on: record.met_on,
        provenance: Some(MilestoneProvenance {
            verification: record.verification,
            source: record.source.clone(),
            note: record.note.clone(),
        }),
        created_at: keeper.at(),
        updated_at: keeper.at(),
    }
}

/// Renews the summary columns of initiatives. One that was not itself stored gets a derived change.
fn renew(
    keeper: &mut Keeper<'_, '_>,
    codes: &[InitiativeCode],
    stored: &HashSet<InitiativeCode>,
) -> Result<(), Fault> {
    let found = milestone::of_initiatives(keeper.connection(), codes)?;
    let mut facts: HashMap<InitiativeCode, Vec<MilestoneFacts>> = HashMap::new();
    for milestone in found.into_iter().map(|found| found.milestone) {
        let facts = facts.entry(milestone.initiative_code.clone()).or_default();
        facts.push(maintained::facts(&milestone));
    }
    for entity in initiative::find_all(keeper.connection(), codes)? {
        let facts = facts.remove(&entity.code).unwrap_or_default();
        let last_report_at = entity.maintained.last_report_at;
        let maintained = maintained::summary(&entity, &facts, last_report_at, keeper.zone())?;
        initiative::write::renew_maintained(keeper.connection(), &entity.code, &maintained)?;
        if !stored.contains(&entity.code) {
            keeper.derived(ChangeKind::Initiative, entity.code.as_str(), entity.version);
        }
    }
    Ok(())
}
