//! The policy as a page that people read: made from the same function that decides, so that it cannot say anything else.

use std::fmt::Write as _;

use super::action::Action;
use super::policy::{Decision, Relation, decide};
use super::rule::Rule;
use crate::domain::role::Role;

const INTRODUCTION: &str = "\
# Who may do what

This page is made from the policy itself; a test compares the two. It says for every role and every action whether it is
allowed, and by which rule.

A member of staff holds roles, each in one department or everywhere. Administrators, moderators and auditors hold theirs
everywhere. A role held everywhere counts as held in every department. Whoever holds several roles may do what any of them
may. What is not allowed here is refused, whatever a token says: roles are read anew for every request.

For things that belong to a department, it matters which department the role is held in:

- **own**: the department that leads the initiative, or that the submission is assigned to;
- **reporting**: a supporting department that the lead's publisher has listed as reporting. It may write updates and milestones
  of the initiative as if it led it; of the updates that are there already, only those that it wrote itself, for as long as it
  is listed. What the lead or another reporting department wrote is to it as to any other department;
- **other**: any other department. So is every department to a submission that is assigned to none.

Machines act through service accounts, which hold roles like people. A machine's key is besides limited to the actions that
it was made for. No key can carry what would make more of itself: making or changing accounts and their roles, one-time
links, and keys; nor does a key open the name and address that a citizen left. That is for people, whatever the account's
roles. All else that staff see of a submission, a key with `submissions.read` shows too, as far as its account's roles go: what
was sent, as it was sent and before anything was covered, the correspondence with its author, and the notes of staff.

The role data provider is for writing observations of city data. There are none yet, so it may do nothing so far.

Everybody who has signed in may see and end their own sessions and change their own password; machines may not.
Whatever is public may be read by anybody without signing in.

A refusal (403) names the rule that said no. Where several roles are held, that is the rule of the first that does not allow
it; where a request needs several actions, that of the first which is refused: editing comes before delegating, and before
what only administrators change; reporting comes before reopening; writing an update comes before correcting a published one.
A key's scope comes before all of them. Of what is not public, whoever may not see it is told that there is no such thing (404).
";

/// The page.
#[must_use]
pub fn render() -> String {
    let mut page = INTRODUCTION.to_owned();
    for action in Action::ALL {
        // Writing into a String cannot fail.
        let _ = write!(page, "\n## May {}?\n\n", action.sentence());
        let _ = writeln!(page, "Action `{}`.\n", action.as_str());
        if depends_on_department(action) {
            page.push_str("| role | own department | reporting department | other department |\n");
            page.push_str("| --- | --- | --- | --- |\n");
            for role in Role::ALL {
                let [own, reporting, other] = [Relation::Own, Relation::Reporting, Relation::Other]
                    .map(|relation| cell(decide(role, action, relation)));
                let _ = writeln!(page, "| {} | {own} | {reporting} | {other} |", name(role));
            }
        } else {
            page.push_str("| role | allowed |\n| --- | --- |\n");
            for role in Role::ALL {
                let allowed = cell(decide(role, action, Relation::NoDepartment));
                let _ = writeln!(page, "| {} | {allowed} |", name(role));
            }
        }
    }
    page.push_str("\n## The rules\n\n| rule | says |\n| --- | --- |\n");
    for rule in Rule::ALL {
        let _ = writeln!(page, "| `{}` | {} |", rule.id(), rule.sentence());
    }
    page
}

fn depends_on_department(action: Action) -> bool {
    Role::ALL.into_iter().any(|role| {
        decide(role, action, Relation::Own) != decide(role, action, Relation::NoDepartment)
    })
}

fn cell(decision: Decision) -> String {
    let word = if decision.is_allowed() { "**yes**" } else { "no" };
    format!("{word}: `{}`", decision.rule().id())
}

fn name(role: Role) -> String {
    role.as_str().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_documentation_is_the_policy() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let page = format!("{folder}/docs/permissions.md");
        let wanted = render();
        if std::fs::read_to_string(&page).ok().as_deref() != Some(&wanted) {
            let beside = format!("{folder}/target/permissions.md");
            std::fs::write(&beside, wanted).unwrap();
            panic!("docs/permissions.md is out of date: read {beside} and copy it there");
        }
    }
}
