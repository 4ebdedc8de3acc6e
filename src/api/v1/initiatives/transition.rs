//! `POST /initiatives/{code}/transitions` and `GET` of the same.

use actix_web::{get, post};

use crate::api::extract::{Auth, Call, CodePath, IdempotencyKey, IfMatch, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::page::{Past, answer_past};
use crate::api::v1::common::params::{DryRunParams, PageParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::initiatives::TOPICS;
use crate::api::v1::initiatives::life_json::{
    InitiativeTransition, InitiativeTransitionList, NewInitiativeTransition,
};
use crate::app::initiative::transition;
use crate::authz::act;
use crate::domain::code::InitiativeKind;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::limits;
use crate::store::ledger::newest_first;

/// Move an initiative through its life
///
/// For publishers of its lead department; an administrator alone takes an end back, with a reason. The answer holds the
/// initiative as it is since, and its `ETag` is good for the next `If-Match`.
#[utoipa::path(
    operation_id = "transition_initiative",
    tag = "initiatives",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "autonomous-vehicle-trials"),
        DryRunParams,
        IfMatch,
        IdempotencyKey
    ),
    request_body(content = NewInitiativeTransition, content_type = "application/json"),
    responses(
        (status = 201, body = InitiativeTransition, description = "The move, with the initiative as it is since."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The present state does not lead there; `allowed_transitions` lists where it leads. Or the same request is being done.")
    )
)]
#[post("/initiatives/{code}/transitions")]
pub async fn transition_initiative(
    call: Call,
    auth: Auth<act::TransitionInitiative>,
    code: CodePath<InitiativeKind>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    key: IdempotencyKey,
    body: Json<NewInitiativeTransition>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "transition_initiative", key, &body);
    let mut members = body.members();
    let to = members.word("to", &Lifecycle::ALL.map(Lifecycle::as_str));
    let effective_on = members.optional_day("effective_on");
    let reason = members.optional_text("reason", limits::NOTE);
    let superseded_by = members.optional_code("superseded_by");
    let to = members.finish_with(to)?;
    let asked = transition::NewTransition { to, effective_on, reason, superseded_by };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| transition::make(acting, &code.0, &expected.0, &asked),
        move |state, moved| {
            let languages = &state.languages;
            let version = moved.initiative.initiative.version;
            let speech = Speech::new(languages, language, false);
            let body = InitiativeTransition::made(moved, speech);
            let answer = Answer::written(&body, version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/initiatives/{}/transitions", body.initiative_code)))
        },
    )
    .await
}

/// List an initiative's moves
///
/// From which state to which it was moved, newest first. Moves are never changed or deleted.
#[utoipa::path(
    operation_id = "list_initiative_transitions",
    tag = "initiatives",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "autonomous-vehicle-trials"),
        PageParams
    ),
    responses(
        (status = 200, body = InitiativeTransitionList, description = "A page of moves, newest first."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}/transitions")]
pub async fn list_initiative_transitions(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<PageParams>,
) -> Result<Answer, Problem> {
    let past = Past {
        operation: "list_initiative_transitions",
        topics: TOPICS,
        of: code.0,
        order: newest_first(),
        read: transition::list,
    };
    answer_past(&call, query, past, |listed| InitiativeTransitionList {
        data: listed.items.into_iter().map(InitiativeTransition::of).collect(),
        page: listed.page,
        meta: listed.meta,
    })
    .await
}
