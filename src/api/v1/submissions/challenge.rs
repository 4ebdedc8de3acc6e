//! `GET /submissions/challenge`.

use actix_web::get;

use crate::api::extract::{Call, Query};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::submissions::challenge_json::SubmissionChallenge;

/// Get a challenge
///
/// Whoever sends a submission without an account first does a little work: find the number that, put behind `salt`, has
/// the SHA-256 that `challenge` says. The answer is what the ALTCHA widget expects; where there is no browser, try the
/// numbers from 0 on. Send the solution as `challenge` of the submission: the base64 of a JSON object with the members
/// `algorithm`, `challenge`, `number`, `salt` and `signature`. A challenge is good once and for some minutes; when many
/// submissions come in, it takes more work, and those that were made before and are more than a minute old are refused
/// with `challenge_too_easy`: solve a new one then.
#[utoipa::path(
    operation_id = "get_submission_challenge",
    tag = "submissions",
    responses((status = 200, body = SubmissionChallenge, description = "A new challenge."))
)]
#[get("/submissions/challenge")]
pub async fn get_challenge(call: Call, query: Query) -> Result<Answer, Problem> {
    query.finish()?;
    let (state, now) = (call.state(), call.context().now);
    let issued = state.challenges.issue(now, state.entropy.as_ref());
    let (challenge, expires_at) = issued.map_err(|error| {
        tracing::error!(%error, "a challenge could not be made");
        Problem::internal()
    })?;
    Answer::secret(&SubmissionChallenge::of(challenge, expires_at), call.language_tag())
}
