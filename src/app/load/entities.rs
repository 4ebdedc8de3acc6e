//! Loading smart areas, departments, blueprints and initiatives.

use std::collections::{HashMap, HashSet};

use crate::app::load::keep::{Keeper, Record, Verdict};
use crate::app::snapshot;
use crate::authz::{Operator, Resource, act};
use crate::domain::catalogue;
use crate::domain::code::InitiativeCode;
use crate::store::Fault;
use crate::store::blueprint::{self, Blueprint};
use crate::store::change::ChangeKind;
use crate::store::department::{self, Department};
use crate::store::initiative::parts::{Parts, Supporter};
use crate::store::initiative::{self, Initiative, InitiativeProvenance, Maintained};
use crate::store::smart_area::{self, SmartArea};

/// Loads the smart areas.
pub(super) fn areas(keeper: &mut Keeper<'_, '_>, areas: &[catalogue::Area]) -> Result<(), Fault> {
    let codes: Vec<_> = areas.iter().map(|area| area.code.clone()).collect();
    let stored = smart_area::find_all(keeper.connection(), &codes)?;
    let stored: HashMap<_, _> = stored.iter().map(|area| (&area.code, area)).collect();
    for area in areas {
        let known = stored.get(&area.code);
        let mut entity = SmartArea {
            code: area.code.clone(),
            version: 1,
            name: area.name.clone(),
            summary: area.summary.clone(),
            created_at: known.map_or(keeper.at(), |known| known.created_at),
            updated_at: keeper.at(),
        };
        let says = snapshot::smart_area(&entity);
        let record = Record {
            kind: ChangeKind::SmartArea,
            key: area.code.as_str(),
            says: &says,
            stored: known.map(|known| known.version),
        };
        match keeper.decide(&record)? {
            Verdict::Leave => continue,
            Verdict::Create(version) => {
                entity.version = version;
                let proof = operator().permitted(&Resource::smart_area(entity.code.as_str()));
                smart_area::insert(keeper.connection(), &proof, &entity)?;
            }
            Verdict::Update(version) => {
                entity.version = version;
                let proof = operator().permitted(&Resource::smart_area(entity.code.as_str()));
                smart_area::replace(keeper.connection(), &proof, &entity)?;
            }
        }
        keeper.stored(&record, entity.version, None, says.clone())?;
    }
    Ok(())
}

/// Loads the departments.
pub(super) fn departments(
    keeper: &mut Keeper<'_, '_>,
    departments: &[catalogue::Department],
) -> Result<(), Fault> {
    let codes: Vec<_> = departments.iter().map(|department| department.code.clone()).collect();
    let stored = department::find_all(keeper.connection(), &codes)?;
    let stored: HashMap<_, _> = stored.iter().map(|known| (&known.code, known)).collect();
    for department in departments {
        let known = stored.get(&department.code);
        let mut entity = Department {
            code: department.code.clone(),
            version: 1,
            name: department.name.clone(),
            kind: department.kind.clone(),
            bureau_code: department.bureau.clone(),
            superseded_by: department.superseded_by.clone(),
            note: department.note.clone(),
            reply_days: None,
            created_at: known.map_or(keeper.at(), |known| known.created_at),
            updated_at: keeper.at(),
        };
        let says = snapshot::department(&entity);
        // No catalogue says it: administrators do.
        entity.reply_days = known.and_then(|known| known.reply_days);
        let record = Record {
            kind: ChangeKind::Department,
            key: department.code.as_str(),
            says: &says,
            stored: known.map(|known| known.version),
        };
        match keeper.decide(&record)? {
            Verdict::Leave => continue,
            Verdict::Create(version) => {
                entity.version = version;
                let proof = operator().permitted(&Resource::department(entity.code.as_str()));
                department::insert(keeper.connection(), &proof, &entity)?;
            }
            Verdict::Update(version) => {
                entity.version = version;
                let proof = operator().permitted(&Resource::department(entity.code.as_str()));
                department::replace(keeper.connection(), &proof, &entity)?;
            }
        }
        keeper.stored(&record, entity.version, None, snapshot::department(&entity))?;
    }
    Ok(())
}

/// Loads the blueprint editions.
pub(super) fn blueprints(
    keeper: &mut Keeper<'_, '_>,
    blueprints: &[catalogue::Blueprint],
) -> Result<(), Fault> {
    let codes: Vec<_> = blueprints.iter().map(|blueprint| blueprint.code.clone()).collect();
    let stored = blueprint::find_all(keeper.connection(), &codes)?;
    let stored: HashMap<_, _> = stored.iter().map(|known| (&known.code, known)).collect();
    for blueprint in blueprints {
        let known = stored.get(&blueprint.code);
        let announced = blueprint.initiative_count.map(i32::try_from).transpose();
        let mut entity = Blueprint {
            code: blueprint.code.clone(),
            version: 1,
            title: blueprint.title.clone(),
            published_on: blueprint.published_on,
            announced_initiative_count: announced
                .map_err(|error| Fault::corrupt("initiative count", error))?,
            source: blueprint.source.clone(),
            note: blueprint.initiative_count_note.clone(),
            created_at: known.map_or(keeper.at(), |known| known.created_at),
            updated_at: keeper.at(),
        };
        let says = snapshot::blueprint(&entity);
        let record = Record {
            kind: ChangeKind::Blueprint,
            key: blueprint.code.as_str(),
            says: &says,
            stored: known.map(|known| known.version),
        };
        match keeper.decide(&record)? {
            Verdict::Leave => continue,
            Verdict::Create(version) => {
                entity.version = version;
                blueprint::insert(keeper.connection(), &entity)?;
            }
            Verdict::Update(version) => {
                entity.version = version;
                blueprint::replace(keeper.connection(), &entity)?;
            }
        }
        keeper.stored(&record, entity.version, None, says.clone())?;
    }
    Ok(())
}

/// Loads the initiatives without their milestones; gives the codes of those it stored.
pub(super) fn initiatives(
    keeper: &mut Keeper<'_, '_>,
    initiatives: &[catalogue::Initiative],
) -> Result<HashSet<InitiativeCode>, Fault> {
    let codes: Vec<_> = initiatives.iter().map(|initiative| initiative.code.clone()).collect();
    let stored = initiative::find_all(keeper.connection(), &codes)?;
    let stored: HashMap<_, _> = stored.iter().map(|known| (&known.code, known)).collect();
    let mut changed = HashSet::new();
    for initiative in initiatives {
        let known = stored.get(&initiative.code).copied();
        let (mut entity, parts) = (entity(keeper, initiative, known), parts(initiative));
        let says = snapshot::initiative(&entity, &parts);
        let record = Record {
            kind: ChangeKind::Initiative,
            key: initiative.code.as_str(),
            says: &says,
            stored: known.map(|known| known.version),
        };
        match keeper.decide(&record)? {
            Verdict::Leave => continue,
            Verdict::Create(version) => {
                entity.version = version;
                let proof = operator().permitted(&resource(&entity));
                initiative::write::insert(keeper.connection(), &proof, &entity, &parts)?;
            }
            Verdict::Update(version) => {
                entity.version = version;
                let proof = operator().permitted::<act::EditInitiative>(&resource(&entity));
                initiative::write::replace(keeper.connection(), &proof, &entity, &parts)?;
            }
        }
        let own = Some(initiative.code.as_str());
        keeper.stored(&record, entity.version, own, says.clone())?;
        changed.insert(initiative.code.clone());
    }
    Ok(changed)
}

/// A load is done by whoever has the command line.
const fn operator() -> Operator {
    Operator::at_the_console()
}

fn resource(initiative: &Initiative) -> Resource {
    let lead = initiative.lead_department_code.clone();
    Resource::initiative(initiative.code.as_str(), lead, Vec::new())
}

/// The initiative as the file says. Its summary columns stay until its milestones are loaded.
fn entity(
    keeper: &Keeper<'_, '_>,
    initiative: &catalogue::Initiative,
    known: Option<&Initiative>,
) -> Initiative {
    Initiative {
        code: initiative.code.clone(),
        version: 1,
        title: initiative.title.clone(),
        summary: initiative.summary.clone(),
        smart_area_code: initiative.area.clone(),
        lead_department_code: initiative.lead_department.clone(),
        lifecycle: initiative.lifecycle,
        starts_on: initiative.starts_on,
        ends_on: initiative.ends_on,
        update_cadence_days: initiative.update_cadence_days,
        superseded_by: initiative.superseded_by.clone(),
        provenance: InitiativeProvenance {
            evidence: initiative.evidence,
            blueprint_evidence: initiative.blueprint_evidence,
            sources: initiative.sources.clone(),
            note: initiative.note.clone(),
        },
        maintained: known.map_or_else(Maintained::default, |known| known.maintained.clone()),
        progress_override: None,
        created_at: known.map_or(keeper.at(), |known| known.created_at),
        updated_at: keeper.at(),
    }
}

fn parts(initiative: &catalogue::Initiative) -> Parts {
    let supporting = initiative.supporting_departments.iter().map(|code| Supporter {
        department_code: code.clone(),
        reporting: initiative.reporting_departments.contains(code),
    });
    let mut blueprints = initiative.blueprints.clone();
    blueprints.sort();
    Parts {
        supporting: supporting.collect(),
        blueprints,
        tags: initiative.tags.clone(),
        overdue: 0,
    }
}
