//! A checked catalogue in the product's own types, ready to be stored.
//! It must not know how the file spells things, nor what is already stored.

use chrono::NaiveDate;

use crate::domain::code::{
    BlueprintCode, DepartmentCode, InitiativeCode, MilestoneKey, SmartAreaCode, Tag,
};
use crate::domain::date::VagueDate;
use crate::domain::ids::MilestoneId;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::milestone::{MilestoneStatus, Percent, Weight};
use crate::domain::provenance::{BlueprintEvidence, Evidence, Verification};
use crate::domain::text::Localized;

/// All that a catalogue file says. Codes are distinct, and every code that is named is a record of the same catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The themes, in the file's order.
    pub areas: Vec<Area>,
    /// The departments, a bureau always before its members, otherwise in the file's order.
    pub departments: Vec<Department>,
    /// The editions of the plan, in the file's order.
    pub blueprints: Vec<Blueprint>,
    /// The initiatives, in the file's order.
    pub initiatives: Vec<Initiative>,
}

/// A smart area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its code.
    pub code: SmartAreaCode,
    /// Its name.
    pub name: Localized,
    /// What it is about.
    pub summary: Localized,
}

/// A bureau, department or public body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its code.
    pub code: DepartmentCode,
    /// Its name.
    pub name: Localized,
    /// What kind of body it is, in the file's own words.
    pub kind: String,
    /// The body it belongs to.
    pub bureau: Option<DepartmentCode>,
    /// The body that took its place; it may come later in the list.
    pub superseded_by: Option<DepartmentCode>,
    /// A remark for readers.
    pub note: Option<String>,
}

/// A published edition of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blueprint {
    /// Its code.
    pub code: BlueprintCode,
    /// Its title.
    pub title: Localized,
    /// The day it was published.
    pub published_on: NaiveDate,
    /// How many initiatives it says it has.
    pub initiative_count: Option<u32>,
    /// A remark on that number.
    pub initiative_count_note: Option<String>,
    /// What backs the entry.
    pub source: Option<String>,
}

/// An initiative with its milestones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initiative {
    /// Its code.
    pub code: InitiativeCode,
    /// The theme it belongs to.
    pub area: SmartAreaCode,
    /// Its title.
    pub title: Localized,
    /// What it does.
    pub summary: Localized,
    /// The department that answers for it.
    pub lead_department: DepartmentCode,
    /// The departments that help.
    pub supporting_departments: Vec<DepartmentCode>,
    /// Those of them that may report on it.
    pub reporting_departments: Vec<DepartmentCode>,
    /// The editions it is an item of.
    pub blueprints: Vec<BlueprintCode>,
    /// What backs that.
    pub blueprint_evidence: BlueprintEvidence,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// The initiative that took its place, when superseded; it may come later in the list.
    pub superseded_by: Option<InitiativeCode>,
    /// When it started: the first day of the period.
    pub starts_on: Option<VagueDate>,
    /// When it ended or is to end: the last day of the period.
    pub ends_on: Option<VagueDate>,
    /// How often it should report, in days.
    pub update_cadence_days: Option<u16>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What backs it.
    pub evidence: Evidence,
    /// The sources, which need not be addresses.
    pub sources: Vec<String>,
    /// A remark for readers.
    pub note: Option<String>,
    /// Its milestones, in the file's order.
    pub milestones: Vec<Milestone>,
}

/// A milestone of an initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its id, the same in every installation.
    pub id: MilestoneId,
    /// Its key, unique within its initiative.
    pub key: MilestoneKey,
    /// What is promised.
    pub title: Localized,
    /// More about it.
    pub description: Option<Localized>,
    /// Where it is.
    pub status: MilestoneStatus,
    /// How complete its department says it is.
    pub completion: Option<Percent>,
    /// How much it counts within its initiative.
    pub weight: Weight,
    /// When it is due: the last day of the period.
    pub due_on: Option<VagueDate>,
    /// When it was met: the last day of the period.
    pub met_on: Option<VagueDate>,
    /// What backs it.
    pub verification: Verification,
    /// The source, which need not be an address.
    pub source: Option<String>,
    /// A remark for readers.
    pub note: Option<String>,
}
