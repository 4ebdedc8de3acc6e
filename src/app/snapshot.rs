//! Stored versions: all of a thing's own members as JSON, nothing computed from today's date. The names are those of
//! the API; a member once written is never renamed, because old versions keep it.

use serde_json::{Value, json};

use crate::domain::date::VagueDate;
use crate::domain::evidence::Evidence;
use crate::store::blueprint::Blueprint;
use crate::store::department::Department;
use crate::store::initiative::Initiative;
use crate::store::initiative::parts::Parts;
use crate::store::milestone::Milestone;
use crate::store::notice::Notice;
use crate::store::smart_area::SmartArea;
use crate::store::subject::Subject;
use crate::store::submission::Submission;
use crate::store::update::ProgressUpdate;

/// A smart area's own members.
pub(in crate::app) fn smart_area(area: &SmartArea) -> Value {
    json!({ "code": area.code, "name": area.name, "summary": area.summary })
}

/// A department's own members.
pub(in crate::app) fn department(department: &Department) -> Value {
    json!({
        "code": department.code,
        "name": department.name,
        "kind": department.kind,
        "bureau_code": department.bureau_code,
        "superseded_by": department.superseded_by,
        "note": department.note,
        "reply_days": department.reply_days,
    })
}

/// A blueprint edition's own members.
pub(in crate::app) fn blueprint(blueprint: &Blueprint) -> Value {
    json!({
        "code": blueprint.code,
        "title": blueprint.title,
        "published_on": blueprint.published_on,
        "announced_initiative_count": blueprint.announced_initiative_count,
        "source": blueprint.source,
        "note": blueprint.note,
    })
}

/// An initiative's own members with its lists.
pub(in crate::app) fn initiative(initiative: &Initiative, parts: &Parts) -> Value {
    let codes = |reporting_only: bool| -> Vec<&str> {
        let supporters = parts.supporting.iter();
        supporters
            .filter(|supporter| supporter.reporting || !reporting_only)
            .map(|supporter| supporter.department_code.as_str())
            .collect()
    };
    json!({
        "code": initiative.code,
        "title": initiative.title,
        "summary": initiative.summary,
        "smart_area_code": initiative.smart_area_code,
        "lead_department_code": initiative.lead_department_code,
        "supporting_department_codes": codes(false),
        "reporting_department_codes": codes(true),
        "blueprint_codes": parts.blueprints,
        "lifecycle": initiative.lifecycle,
        "starts_on": date(initiative.starts_on),
        "ends_on": date(initiative.ends_on),
        "update_cadence_days": initiative.update_cadence_days,
        "superseded_by": initiative.superseded_by,
        "progress_override": initiative.progress_override,
        "tags": parts.tags,
        "provenance": initiative.provenance,
    })
}

/// A milestone's own members with its evidence.
pub(in crate::app) fn milestone(milestone: &Milestone, evidence: &[Evidence]) -> Value {
    let provenance = milestone.provenance.as_ref().map(|provenance| {
        json!({
            "verification": provenance.verification,
            "source": provenance.source,
            "note": provenance.note,
        })
    });
    json!({
        "id": milestone.id,
        "initiative_code": milestone.initiative_code,
        "title": milestone.title,
        "description": milestone.description,
        "status": milestone.status,
        "completion": milestone.completion,
        "weight": milestone.weight,
        "original_due_on": date(milestone.original_due_on),
        "due_on": date(milestone.due_on),
        "met_on": date(milestone.met_on),
        "evidence": evidence,
        "provenance": provenance,
    })
}

/// A progress update's own members.
pub(in crate::app) fn update(update: &ProgressUpdate) -> Value {
    json!({
        "id": update.id,
        "initiative_code": update.initiative_code,
        "department_code": update.department_code,
        "state": update.state,
        "title": update.title,
        "body": update.body,
        "dated_on": update.dated_on,
        "published_at": update.published_at,
    })
}

/// A subject's own members.
pub(in crate::app) fn subject(subject: &Subject) -> Value {
    json!({ "code": subject.code, "title": subject.title })
}

/// A privacy notice's own members.
pub(in crate::app) fn notice(notice: &Notice) -> Value {
    json!({ "version": notice.version, "text": notice.text, "effective_on": notice.effective_on })
}

/// A submission's own members but for what anybody wrote: versions never change, and that must be erasable.
pub(in crate::app) fn submission(submission: &Submission) -> Value {
    let place = &submission.place;
    json!({
        "id": submission.id,
        "initiative_code": place.initiative(),
        "smart_area_code": place.smart_area(),
        "subject": place.subject(),
        "kind": submission.kind,
        "state": submission.state,
        "visibility": submission.visibility,
        "hide_reason": submission.hide_reason,
        "department_code": submission.department_code,
    })
}

fn date(date: Option<VagueDate>) -> Value {
    date.map_or(Value::Null, |date| json!({ "on": date.on, "precision": date.precision }))
}
