//! Refusals at the door: somebody with good credentials whose roles may not do a thing at all. Extractors decide it at once,
//! so that nothing else about the request is told first; here it is recorded, once, before the answer is rendered.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;

use crate::api::front::context::RequestContext;
use crate::api::problem::Problem;
use crate::api::refused::problem_of;
use crate::api::state::ApiState;
use crate::app::acting::record_refusal;
use crate::authz::{Actor, Refusal};

/// That the policy refused somebody before anything was done.
#[derive(Debug, Clone, thiserror::Error)]
#[error("refused by the rule {}", .refusal.rule.id())]
pub struct Refused {
    /// Who.
    pub actor: Actor,
    /// What, and by which rule.
    pub refusal: Refusal,
}

impl actix_web::ResponseError for Refused {
    /// The front renders the document; the framework needs to know the status alone.
    fn status_code(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }
}

/// Records the refusal that an answer stands for, when it is one.
///
/// # Errors
/// 503 or 500 when it cannot be recorded: nobody is refused without a trace.
pub async fn record(
    response: &ServiceResponse<BoxBody>,
    context: &RequestContext,
    state: &ApiState,
) -> Result<(), Problem> {
    let refused = response.response().error().and_then(|error| error.as_error::<Refused>());
    let Some(Refused { actor, refusal }) = refused.cloned() else { return Ok(()) };
    let circumstances = context.circumstances(state, false);
    let recorded = record_refusal(&state.database, actor, refusal, circumstances).await;
    recorded.map_err(|error| problem_of(&error, &context.id))
}
