//! `POST /staff/submissions/decisions`.

use actix_web::post;
use serde_json::Value;

use crate::api::extract::{Auth, Call, IdempotencyKey, Json, Manner, Members, OnceAsked, Query};
use crate::api::problem::{Fault, FaultCode, Place, Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::staff_submissions::decisions_json::{
    DecisionResult, DecisionResults, NewDecision, NewDecisions,
};
use crate::api::v1::staff_submissions::json::StaffSubmission;
use crate::app::submission::decide::{self, Asked, Decision};
use crate::authz::act;
use crate::domain::limits;
use crate::domain::submission::HideReason;

/// The operation's id.
const OPERATION: &str = "decide_submissions";

/// The most decisions of one request.
const MOST: usize = 100;

/// What can be decided, as it is written.
const KINDS: [&str; 7] = ["triage", "assign", "publish", "hide", "unhide", "decline", "duplicate"];

/// Decide about submissions
///
/// For moderators: up to 100 decisions, each done or refused by itself, in a transaction of its own. The answer tells of each
/// what became of it; with an idempotency key, those that were done are not done again.
#[utoipa::path(
    operation_id = "decide_submissions",
    tag = "submissions",
    security(("bearer" = []), ("api_key" = [])),
    params(DryRunParams, IdempotencyKey),
    request_body(content = NewDecisions, content_type = "application/json"),
    responses(
        (status = 200, body = DecisionResults, description = "What became of each decision, in the order sent."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done.")
    )
)]
#[post("/staff/submissions/decisions")]
pub async fn decide_submissions(
    call: Call,
    auth: Auth<act::DecideSubmission>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewDecisions>,
) -> Result<Answer, Problem> {
    let dry_run = query.dry_run()?;
    let mut members = body.members();
    members.require("decisions");
    let asked = members.objects::<NewDecision, _>("decisions", MOST, decision);
    if asked.as_ref().is_some_and(Vec::is_empty) {
        members.refuse(Fault::pointer("/decisions", FaultCode::Empty));
    }
    let asked = members.finish_with(asked)?;
    if let (Some(key), false) = (&key.0, dry_run) {
        let once = OnceAsked::new(OPERATION, key.clone(), body.bytes().to_vec());
        call.bind(&auth.permit.actor().id, &once).await?;
    }
    let mut data = Vec::new();
    let mut replays = 0;
    for (index, asked) in asked.into_iter().enumerate() {
        let once = key
            .0
            .as_ref()
            .map(|key| OnceAsked::new(OPERATION, format!("{key}/{index}"), body.bytes().to_vec()));
        let manner = Manner { dry_run, once }.about(asked.id);
        let id = asked.id.as_uuid();
        let auth = Auth { permit: auth.permit.clone() };
        data.push(match one(&call, auth, manner, asked).await {
            Ok(answer) => {
                replays += usize::from(answer.is_replay());
                let submission = body_of(&answer)?;
                DecisionResult { id, status: 200, submission: Some(submission), problem: None }
            }
            Err(problem) => {
                let problem = at(problem, index);
                let context = call.context();
                let problem = problem.render(context.problem_language, call.path(), &context.id);
                let status = problem.status;
                DecisionResult { id, status, submission: None, problem: Some(problem) }
            }
        });
    }
    let is_replay = replays == data.len();
    let answer = Answer::secret(&DecisionResults { data }, call.language_tag())?;
    Ok(if is_replay { answer.replayed() } else { answer })
}

/// One decision, in a transaction of its own.
async fn one(
    call: &Call,
    auth: Auth<act::DecideSubmission>,
    manner: Manner,
    asked: Asked,
) -> Result<Answer, Problem> {
    let language = call.negotiated_language();
    let today = call.state().today().0;
    let notices = call.state().notices.clone();
    call.write(
        auth,
        manner,
        move |acting| decide::decide(acting, &notices, &asked),
        move |state, decided| {
            let body = StaffSubmission::of(&decided, today);
            Answer::written(&body, decided.version, state.languages.get(language).as_str())
        },
    )
    .await
}

fn body_of(answer: &Answer) -> Result<Value, Problem> {
    serde_json::from_str(&answer.to_response().body).map_err(|_| Problem::internal())
}

/// A problem of the decision at that place: its members are those of the decision.
fn at(mut problem: Problem, index: usize) -> Problem {
    for fault in &mut problem.faults {
        if let Place::Pointer(pointer) = &mut fault.place {
            *pointer = format!("/decisions/{index}{pointer}");
        }
    }
    problem
}

fn decision(members: &mut Members) -> Option<Asked> {
    let id = members.id("id");
    let version = members.version("version");
    let kind = members.word::<String>("decision", &KINDS);
    let decision = kind.and_then(|kind| decided(members, &kind));
    let note = members.optional_text("note", limits::NOTE);
    let (id, version) = id.zip(version)?;
    decision.map(|decision| Asked { id, version, decision, note })
}

/// The decision with the member that belongs to it; those of others are out of place.
fn decided(members: &mut Members, kind: &str) -> Option<Decision> {
    let own = match kind {
        "assign" => "department_code",
        "publish" => "text",
        "hide" => "hide_reason",
        "decline" => "reason",
        "duplicate" => "duplicate_of",
        _ => "",
    };
    let others = ["department_code", "text", "hide_reason", "reason", "duplicate_of"];
    let others: Vec<&str> = others.into_iter().filter(|name| *name != own).collect();
    members.refuse_beside(&others);
    match kind {
        "triage" => Some(Decision::Triage),
        "assign" => members.code("department_code").map(Decision::Assign),
        "publish" => {
            let text = members.optional_text("text", limits::DESCRIPTION);
            Some(Decision::Publish(text))
        }
        "hide" => {
            let known = HideReason::ALL.map(HideReason::as_str);
            members.word("hide_reason", &known).map(Decision::Hide)
        }
        "unhide" => Some(Decision::Unhide),
        "decline" => members.text("reason", limits::NOTE).map(Decision::Decline),
        "duplicate" => members.id("duplicate_of").map(Decision::Duplicate),
        _ => None,
    }
}
