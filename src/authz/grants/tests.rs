//! What follows from roles, tried with some and with any.

use proptest::prelude::*;

use super::*;
use crate::domain::role::Role;

fn grants(all: &[(Role, Option<&str>)]) -> Grants {
    let all = all.iter().map(|(role, department)| Membership {
        role: *role,
        department: department.map(|code| code.parse().unwrap()),
    });
    Grants::new(Memberships::new(all.collect()).unwrap())
}

fn tolling() -> Resource {
    let code = |text: &str| text.parse().unwrap();
    Resource::initiative("hketoll", code("TD"), vec![code("HyD")])
}

#[test]
fn the_own_department_may_and_others_are_told_why_not() {
    let edit = Action::EditInitiative;
    let cases = [
        ("TD", Decision::Allow(Rule::DepartmentEditsOwn)),
        ("HyD", Decision::Deny(Rule::ReportingDepartmentReportsOnly)),
        ("EMSD", Decision::Deny(Rule::OwnDepartmentOnly)),
    ];
    for (department, expected) in cases {
        let grants = grants(&[(Role::Contributor, Some(department))]);
        assert_eq!(grants.on(edit, &tolling()), expected, "{department}");
    }
    assert_eq!(grants(&[]).on(edit, &tolling()), Decision::Deny(Rule::NoRole));
}

#[test]
fn a_role_held_everywhere_is_held_in_every_department() {
    let decision = grants(&[(Role::Publisher, None)]).on(Action::EditInitiative, &tolling());
    assert_eq!(decision, Decision::Allow(Rule::DepartmentEditsOwn));
}

#[test]
fn one_role_that_may_is_enough() {
    let grants = grants(&[(Role::Auditor, None), (Role::Publisher, Some("TD"))]);
    assert!(grants.on(Action::EditInitiative, &tolling()).is_allowed());
    assert!(grants.at_all(Action::ReadAudit).is_allowed());
}

#[test]
fn what_somebody_may_do_is_listed_with_the_departments_and_the_rule() {
    let listed = grants(&[(Role::Publisher, Some("TD")), (Role::Contributor, Some("HyD"))]);
    let listed = listed.effective();
    let edit = listed.iter().find(|one| one.action == Action::EditInitiative).unwrap();
    let codes: Vec<_> = edit.departments.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(codes, ["HyD", "TD"]);
    assert_eq!(edit.rule, Rule::DepartmentEditsOwn);
    let delegate = listed.iter().find(|one| one.action == Action::DelegateReporting).unwrap();
    let codes: Vec<_> = delegate.departments.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(codes, ["TD"]);
    let all = grants(&[(Role::Administrator, None)]).effective();
    assert!(all.iter().all(|one| one.departments.is_none()));
}

fn any_membership() -> impl Strategy<Value = Membership> {
    let department = prop::option::of(prop::sample::select(vec!["TD", "HyD", "EMSD"]));
    (prop::sample::select(Role::ALL.to_vec()), department).prop_map(|(role, department)| {
        let department = department.filter(|_| role.is_departmental());
        Membership { role, department: department.map(|code| code.parse().unwrap()) }
    })
}

proptest! {
    #[test]
    fn a_scope_only_ever_takes_away(
        memberships in prop::collection::vec(any_membership(), 0..4),
        scope in prop::collection::btree_set(prop::sample::select(Action::ALL.to_vec()), 0..6),
    ) {
        let Ok(memberships) = Memberships::new(memberships) else { return Ok(()) };
        let (person, key) = (
            Grants::new(memberships.clone()),
            Grants::scoped(memberships, scope.clone()),
        );
        for action in Action::ALL {
            let allowed = key.on(action, &tolling()).is_allowed();
            let carried = scope.contains(&action) && action.may_be_scoped();
            let expected = carried && person.on(action, &tolling()).is_allowed();
            prop_assert_eq!(allowed, expected);
        }
    }

    #[test]
    fn what_is_allowed_for_a_thing_is_allowed_at_all_and_listed(
        memberships in prop::collection::vec(any_membership(), 0..4),
    ) {
        let Ok(memberships) = Memberships::new(memberships) else { return Ok(()) };
        let grants = Grants::new(memberships);
        for action in Action::ALL {
            let listed = grants.effective().into_iter().find(|one| one.action == action);
            prop_assert_eq!(grants.at_all(action).is_allowed(), listed.is_some());
            if grants.on(action, &tolling()).is_allowed() {
                let departments = listed.and_then(|one| one.departments);
                // Its own department, or one that reports on it.
                let ours = ["TD", "HyD"].map(|code| code.parse().unwrap());
                let is_ours = |codes: Vec<_>| ours.iter().any(|code| codes.contains(code));
                prop_assert!(departments.is_none_or(is_ours));
            }
        }
    }
}
