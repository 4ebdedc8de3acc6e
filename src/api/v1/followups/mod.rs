//! Following a submission up with its secret, without an account: one file per operation, and the wire types.

mod erase;
mod get;
pub mod json;
mod messages;
mod withdraw;

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::{
    Call, Frontend, IdempotencyKey, OnceAsked, ReferencePath, SubmissionSecret,
};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::followups::json::FollowUp;
use crate::app::AppError;
use crate::app::acting::open::{Noted, Open};
use crate::app::submission::followup::{Claim, FollowUp as View};
use crate::authn::opaque::TokenHash;

/// How long an answer is given again to the same request, in days.
const KEPT_DAYS: i64 = 7;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(get::get_followup);
    config.service(messages::create_followup_message);
    config.service(withdraw::withdraw_submission);
    config.service(erase::erase_submission);
}

/// Whose submission somebody says it is.
fn claim(reference: &ReferencePath, secret: &SubmissionSecret) -> Claim {
    Claim { reference: reference.0, secret: TokenHash::of(secret.0.expose_secret()) }
}

/// The request under its idempotency key. The secret is part of it: nobody else is given the answer again.
fn asked(
    operation: &'static str,
    key: IdempotencyKey,
    claim: &Claim,
    body: &[u8],
) -> Option<OnceAsked> {
    let body = [claim.secret.as_str().as_bytes(), b"\n", body].concat();
    key.0.map(|key| OnceAsked::new(operation, key, body))
}

/// Writes, and answers with the submission as its author sees it from now on.
async fn write<W>(
    call: &Call,
    frontend: Frontend,
    asked: Option<OnceAsked>,
    work: W,
) -> Result<Answer, Problem>
where
    W: Fn(&mut Open<'_, '_>) -> Result<(View, Noted), AppError> + Send + 'static,
{
    let language = call.negotiated_language();
    let kept = TimeDelta::days(KEPT_DAYS);
    call.write_openly(frontend.0, asked, kept, work, move |state, view| {
        let body = FollowUp::of(&view, Speech::new(&state.languages, language, false));
        Answer::secret(&body, state.languages.get(language).as_str())
    })
    .await
}
