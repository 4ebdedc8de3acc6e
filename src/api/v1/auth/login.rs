//! `POST /auth/login`.

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, post};

use crate::api::extract::{Call, Json, Query};
use crate::api::front::limiter::Quota;
use crate::api::metrics::SignIn;
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::auth::json::{LoginRequest, TokenAnswer};
use crate::app::identity::{IdentityError, Login, LoginQuota};

/// The longest self-description of a client that is kept, in characters.
const USER_AGENT_LENGTH: usize = 200;

/// Sign in
///
/// Begins a session. Whether the address or the password was wrong is not told, and neither is whether the account
/// exists. After several failures in a row, account and address have to wait longer and longer.
#[utoipa::path(
    operation_id = "login",
    tag = "auth",
    request_body(content = LoginRequest, content_type = "application/json"),
    responses(
        (status = 200, body = TokenAnswer, description = "The first tokens of the session."),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "Address and password do not match.")
    )
)]
#[post("/auth/login")]
pub async fn login(
    request: HttpRequest,
    call: Call,
    query: Query,
    body: Json<LoginRequest>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let context = call.context();
    let admitted = call.state().identity.admit_login(context.address, context.now).await;
    let admitted = admitted.map_err(|(error, quota)| {
        call.tell_quota(quota.map(quota_of));
        count(&call, &error);
        call.identity_problem(&error)
    })?;
    call.tell_quota(admitted.map(quota_of));
    let mut members = body.members();
    let email = members.verbatim("email", 1..=254);
    let password = members.secret("password", 1..=128);
    members.finish()?;
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    let tokens = call
        .state()
        .identity
        .login(Login {
            email,
            password,
            address: context.address,
            user_agent: agent.map(|agent| agent.chars().take(USER_AGENT_LENGTH).collect()),
            request_id: context.id.clone(),
            at: context.now,
        })
        .await
        .map_err(|error| {
            count(&call, &error);
            call.identity_problem(&error)
        })?;
    call.state().metrics.count_sign_in(SignIn::Done);
    Answer::secret(&TokenAnswer::from(tokens), call.language_tag())
}

/// Counts a refused attempt; a failure of the service is none.
fn count(call: &Call, error: &IdentityError) {
    let outcome = match error {
        IdentityError::InvalidCredentials => SignIn::Failed,
        IdentityError::TooManyAttempts(_) => SignIn::HeldOff,
        _ => return,
    };
    call.state().metrics.count_sign_in(outcome);
}

fn quota_of(quota: LoginQuota) -> Quota {
    Quota { bucket: "login", limit: quota.limit, remaining: quota.remaining }
}
