//! Departments: reading them, and keeping the list of them.

use serde_json::json;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, MemberFault, MemberFaultKind};
use crate::app::lifecycle_counts::{self, LifecycleCounts};
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::submission::due;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::{Resource, act};
use crate::domain::code::DepartmentCode;
use crate::domain::history::Event;
use crate::domain::patch::{LocalizedPatch, Patch};
use crate::domain::submission::clock::ReplyStandard;
use crate::domain::text::Localized;
use crate::store::change::ChangeKind;
use crate::store::department::{self, Department};
use crate::store::{AnyConnection, Reading, statistics, version};

/// A department with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentView {
    /// Itself.
    pub department: Department,
    /// Its initiatives by lifecycle, counting those it leads.
    pub initiatives: LifecycleCounts,
}

/// One page of departments, in the order of their codes.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<DepartmentView>, AppError> {
    let after = code_of(request.position.as_ref());
    let mut rows = department::list(reading.connection, after, request.window().limit)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind_code(&last.code)) } else { None };
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let mut counts =
        lifecycle_counts::by_code(statistics::of_departments(reading.connection, &codes)?)?;
    let total = request.include_total.then(|| department::count(reading.connection)).transpose()?;
    let items = rows
        .into_iter()
        .map(|department| {
            let initiatives = counts.remove(department.code.as_str()).unwrap_or_default();
            DepartmentView { department, initiatives }
        })
        .collect();
    Ok(Page { items, next, total })
}

/// A department to be made.
#[derive(Debug, Clone)]
pub struct NewDepartment {
    /// Its code.
    pub code: DepartmentCode,
    /// Its name in each language.
    pub name: Localized,
    /// What kind of body it is.
    pub kind: String,
    /// The bureau it belongs to.
    pub bureau_code: Option<DepartmentCode>,
    /// What else a reader should know.
    pub note: Option<String>,
    /// Within how many working days it replies to submissions.
    pub reply_days: Option<ReplyStandard>,
}

/// What is to be different about a department; what is none or absent stays.
#[derive(Debug, Clone, Default)]
pub struct DepartmentPatch {
    /// Names by language.
    pub name: Option<LocalizedPatch>,
    /// What kind of body it is.
    pub kind: Option<String>,
    /// The bureau it belongs to.
    pub bureau_code: Patch<DepartmentCode>,
    /// The body that took its place.
    pub superseded_by: Patch<DepartmentCode>,
    /// What else a reader should know.
    pub note: Patch<String>,
    /// Within how many working days it replies to submissions.
    pub reply_days: Patch<ReplyStandard>,
}

/// The department of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn find(reading: &mut Reading<'_>, code: &DepartmentCode) -> Result<DepartmentView, AppError> {
    let found = stored(reading.connection, code)?.ok_or(AppError::NotFound)?;
    view_of(reading.connection, found)
}

/// Makes a department.
///
/// # Errors
/// [`AppError::Conflict`] when the code is taken; [`AppError::Invalid`] for an unknown bureau; refusals of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::CreateDepartment>,
    new: &NewDepartment,
) -> Result<Effect<DepartmentView>, AppError> {
    let at = acting.circumstances.at;
    let proof = acting.authority.on(&Resource::department(new.code.as_str()))?;
    let connection = &mut *acting.writing.connection;
    if stored(connection, &new.code)?.is_some() {
        return Err(AppError::Conflict(Conflict::CodeTaken));
    }
    let department = Department {
        code: new.code.clone(),
        version: version::first(connection, ChangeKind::Department, new.code.as_str())?,
        name: new.name.clone(),
        kind: new.kind.clone(),
        bureau_code: new.bureau_code.clone(),
        superseded_by: None,
        note: new.note.clone(),
        reply_days: new.reply_days,
        created_at: at,
        updated_at: at,
    };
    check(connection, &department)?;
    department::insert(connection, &proof, &department)
        .map_err(|fault| AppError::where_taken(fault, Conflict::CodeTaken))?;
    let body = snapshot::department(&department);
    let recorded = Recorded::of(&proof)
        .versions(None, department.version)
        .changed(differing(&json!({}), &body));
    let what = (ChangeKind::Department, &department.code, department.version);
    acting.publish(Publication::of(&proof, Event::Created, what, body))?;
    Ok(Effect::Changed(view_of(acting.writing.connection, department)?, recorded))
}

/// Changes a department.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Invalid`] for an unknown bureau or successor; refusals of the
/// policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::EditDepartment>,
    code: &DepartmentCode,
    expected: &Expected,
    patch: &DepartmentPatch,
) -> Result<Effect<DepartmentView>, AppError> {
    let connection = &mut *acting.writing.connection;
    let before = stored(connection, code)?.ok_or(AppError::NotFound)?;
    let proof = acting.authority.on(&Resource::department(code.as_str()))?;
    let mut next = patched(&before, patch);
    let (then, now) = (snapshot::department(&before), snapshot::department(&next));
    expected.check(before.version, &touched(patch), |since| {
        changed_since(connection, ChangeKind::Department, code.as_str(), since, &then)
    })?;
    let members = differing(&then, &now);
    if members.is_empty() {
        return Ok(Effect::Unchanged(view_of(connection, before)?));
    }
    check(connection, &next)?;
    next.version = before.version + 1;
    next.updated_at = acting.circumstances.at;
    department::replace(connection, &proof, &next)?;
    let recorded =
        Recorded::of(&proof).versions(Some(before.version), next.version).changed(members);
    let what = (ChangeKind::Department, code, next.version);
    acting.publish(Publication::of(&proof, Event::Edited, what, now).having_been(&then))?;
    if next.reply_days != before.reply_days {
        due::renew(acting.writing, acting.circumstances.zone, Some(code))?;
    }
    Ok(Effect::Changed(view_of(acting.writing.connection, next)?, recorded))
}

fn patched(before: &Department, patch: &DepartmentPatch) -> Department {
    let name = patch.name.as_ref();
    Department {
        name: name.map_or_else(|| before.name.clone(), |name| name.apply(&before.name)),
        kind: patch.kind.clone().unwrap_or_else(|| before.kind.clone()),
        bureau_code: patch.bureau_code.clone().apply(before.bureau_code.clone()),
        superseded_by: patch.superseded_by.clone().apply(before.superseded_by.clone()),
        note: patch.note.clone().apply(before.note.clone()),
        reply_days: patch.reply_days.apply(before.reply_days),
        ..before.clone()
    }
}

fn touched(patch: &DepartmentPatch) -> Vec<String> {
    let DepartmentPatch { name, kind, bureau_code, superseded_by, note, reply_days } = patch;
    let named = [
        ("/name", name.is_some()),
        ("/kind", kind.is_some()),
        ("/bureau_code", bureau_code.is_named()),
        ("/superseded_by", superseded_by.is_named()),
        ("/note", note.is_named()),
        ("/reply_days", reply_days.is_named()),
    ];
    named.iter().filter(|(_, is)| *is).map(|(pointer, _)| (*pointer).to_owned()).collect()
}

/// Whether what the department refers to exists and is not itself.
fn check(connection: &mut AnyConnection, department: &Department) -> Result<(), AppError> {
    let mut faults = Vec::new();
    if department.name.is_empty() {
        faults.push(MemberFault { pointer: "/name".into(), kind: MemberFaultKind::Required });
    }
    let references =
        [("/bureau_code", &department.bureau_code), ("/superseded_by", &department.superseded_by)];
    for (pointer, code) in references {
        let Some(code) = code else { continue };
        let kind = if *code == department.code {
            MemberFaultKind::Conflicting
        } else if stored(connection, code)?.is_none() {
            MemberFaultKind::UnknownReference
        } else {
            continue;
        };
        faults.push(MemberFault { pointer: pointer.into(), kind });
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

fn stored(
    connection: &mut AnyConnection,
    code: &DepartmentCode,
) -> Result<Option<Department>, AppError> {
    Ok(department::find_all(connection, std::slice::from_ref(code))?.pop())
}

fn view_of(
    connection: &mut AnyConnection,
    department: Department,
) -> Result<DepartmentView, AppError> {
    let counts = statistics::of_departments(connection, &[department.code.as_str()])?;
    let initiatives =
        lifecycle_counts::by_code(counts)?.remove(department.code.as_str()).unwrap_or_default();
    Ok(DepartmentView { department, initiatives })
}
