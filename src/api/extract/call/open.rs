//! The ways to write that are open to everybody.

use chrono::TimeDelta;

use crate::api::extract::call::{Call, OnceAsked};
use crate::api::front::limiter::Quota;
use crate::api::problem::Problem;
use crate::api::refused::{problem_of, seconds_of};
use crate::api::respond::Answer;
use crate::api::state::ApiState;
use crate::app::AppError;
use crate::app::acting::open::{Noted, Open, perform_openly};
use crate::app::submission::admission::{Admission, admit};
use crate::authz::Actor;

impl Call {
    /// Writes as [`perform_openly`] does, and makes the answer of what was written. `make` runs while the transaction is
    /// open. The answer to a request with an idempotency key is kept for `retention`.
    ///
    /// # Errors
    /// The problem that the use case's refusal or failure stands for.
    pub async fn write_openly<T, W, M>(
        &self,
        frontend: Option<Actor>,
        asked: Option<OnceAsked>,
        retention: TimeDelta,
        work: W,
        make: M,
    ) -> Result<Answer, Problem>
    where
        W: Fn(&mut Open<'_, '_>) -> Result<(T, Noted), AppError> + Send + 'static,
        M: Fn(&ApiState, T) -> Result<Answer, Problem> + Send + 'static,
    {
        let circumstances = self.context.circumstances(&self.state, false);
        let actor = frontend.as_ref().map(|frontend| &frontend.id);
        let once = asked.map(|asked| self.once(actor, &asked, retention)).transpose()?;
        let state = self.state.clone();
        let render = move |value| {
            let answer = make(&state, value)
                .map_err(|_| AppError::Defect("an answer cannot be written down"))?;
            Ok(answer.to_response())
        };
        let database = &self.state.database;
        let performed = perform_openly(database, frontend, circumstances, once, work, render).await;
        let performed = performed.map_err(|error| problem_of(&error, &self.context.id))?;
        let answer = Answer::of_response(performed.response);
        Ok(if performed.is_replay { answer.replayed() } else { answer })
    }

    /// Takes one sending from the quota of the client's address, which all nodes share. A machine that passes on what
    /// others send has the quota of its account alone.
    ///
    /// # Errors
    /// 429 when it is used up.
    pub async fn admit(&self, frontend: Option<&Actor>) -> Result<(), Problem> {
        let limit = self.state.limits.submissions_per_minute;
        let Some(per_minute) = limit.filter(|_| frontend.is_none()) else { return Ok(()) };
        let (state, context) = (&self.state, &self.context);
        let macs = &state.request_macs;
        let admitted = admit(&state.database, macs, per_minute, context.address, context.now).await;
        let admission = admitted.map_err(|error| problem_of(&error, &context.id))?;
        let remaining = match admission {
            Admission::Admitted { remaining } => remaining,
            Admission::Refused { .. } => 0,
        };
        self.tell_quota(Some(Quota { bucket: "submissions", limit: per_minute, remaining }));
        match admission {
            Admission::Admitted { .. } => Ok(()),
            Admission::Refused { wait } => Err(Problem::rate_limited(seconds_of(wait))),
        }
    }
}
