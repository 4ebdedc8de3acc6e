//! The call: the shared state, the language asked for, and the ways to answer from one snapshot.

mod open;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use chrono::{NaiveDate, TimeDelta};
use utoipa::PartialSchema;

use crate::api::extract::{Auth, IdempotencyKey, Json};
use crate::api::front::context::RequestContext;
use crate::api::front::limiter::Quota;
use crate::api::problem::Problem;
use crate::api::refused::{problem_of, problem_of_identity};
use crate::api::respond::{Answer, NoContent};
use crate::api::state::ApiState;
use crate::app::AppError;
use crate::app::acting::{Acting, Circumstances, Effect, perform};
use crate::app::identity::IdentityError;
use crate::app::once::{Identified, Once, Response};
use crate::authz::{ActionType, ActorId};
use crate::domain::ids::SubmissionId;
use crate::domain::language::LanguageIndex;
use crate::store::Reading;
use crate::store::feed::Topics;

/// A request on its way through a handler.
#[derive(Debug)]
pub struct Call {
    state: Data<ApiState>,
    context: RequestContext,
    path: String,
    query: String,
}

impl FromRequest for Call {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<Data<ApiState>>().cloned();
        let context = request.extensions().get::<RequestContext>().cloned();
        ready(match (state, context) {
            (Some(state), Some(context)) => {
                let query = request.query_string().to_owned();
                let path = request.uri().path().to_owned();
                Ok(Self { state, context, path, query })
            }
            // Only a request that went around the front lacks them.
            _ => Err(Problem::internal().into()),
        })
    }
}

impl Call {
    /// The shared state.
    #[must_use]
    pub fn state(&self) -> &ApiState {
        &self.state
    }

    /// The language negotiated from `Accept-Language`.
    #[must_use]
    pub fn negotiated_language(&self) -> LanguageIndex {
        self.context.language
    }

    /// The path as it came.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as it came.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Reads in one snapshot and makes the answer of what was read. `topics` are the kinds of things the answer is
    /// made from: a change of any of them makes it out of date.
    ///
    /// # Errors
    /// The problem that the use case's refusal or failure stands for.
    pub async fn answer<T, R, M>(&self, topics: Topics, read: R, make: M) -> Result<Answer, Problem>
    where
        T: Send + 'static,
        R: FnOnce(&mut Reading<'_>, NaiveDate) -> Result<T, AppError> + Send + 'static,
        M: FnOnce(T) -> Result<Answer, Problem>,
    {
        let (today, valid_until) = self.state.today();
        let result = self
            .state
            .database
            .read(move |reading| {
                let head = reading.head;
                read(reading, today).map(|value| (value, head))
            })
            .await;
        let (value, head) = result.map_err(|error| problem_of(&error, &self.context.id))?;
        Ok(make(value)?.of_snapshot(head, topics, valid_until))
    }

    /// The same for whoever has shown that they may read it: the answer is nobody else's to keep.
    ///
    /// # Errors
    /// The problem that the use case's refusal or failure stands for.
    pub async fn answer_private<T, R, M>(&self, read: R, make: M) -> Result<Answer, Problem>
    where
        T: Send + 'static,
        R: FnOnce(&mut Reading<'_>, NaiveDate) -> Result<T, AppError> + Send + 'static,
        M: FnOnce(T) -> Result<Answer, Problem>,
    {
        let (today, _) = self.state.today();
        let result = self.state.database.read(move |reading| read(reading, today)).await;
        make(result.map_err(|error| problem_of(&error, &self.context.id))?)
    }

    /// Writes as [`perform`] does, and makes the answer of what was written. `make` runs while the transaction is open.
    ///
    /// # Errors
    /// The problem that the use case's refusal or failure stands for.
    pub async fn write<A, T, W, M>(
        &self,
        auth: Auth<A>,
        manner: Manner,
        work: W,
        make: M,
    ) -> Result<Answer, Problem>
    where
        A: ActionType,
        W: Fn(&mut Acting<'_, '_, A>) -> Result<Effect<T>, AppError> + Send + 'static,
        M: Fn(&ApiState, T) -> Result<Answer, Problem> + Send + 'static,
    {
        let circumstances = self.context.circumstances(&self.state, manner.dry_run);
        let once = match &manner.once {
            Some(asked) => {
                let retention = self.state.idempotency;
                Some(self.once(Some(&auth.permit.actor().id), asked, retention)?)
            }
            None => None,
        };
        let state = self.state.clone();
        let render = move |value| {
            let answer = make(&state, value)
                .map_err(|_| AppError::Defect("an answer cannot be written down"))?;
            Ok(answer.to_response())
        };
        let database = &self.state.database;
        let performed = perform(database, auth.permit, circumstances, once, work, render).await;
        let performed = performed.map_err(|error| problem_of(&error, &self.context.id))?;
        let answer = Answer::of_response(performed.response);
        Ok(match (manner.dry_run, performed.is_replay) {
            (true, _) => answer.of_dry_run(),
            (false, true) => answer.replayed(),
            (false, false) => answer,
        })
    }

    /// Keeps an idempotency key to this request, whose parts are done under keys of their own.
    ///
    /// # Errors
    /// 422 when another request has the key, 409 while the same one is being done.
    pub async fn bind(&self, actor: &ActorId, asked: &OnceAsked) -> Result<(), Problem> {
        let once = self.once(Some(actor), asked, self.state.idempotency)?;
        let bound = once.bind(&self.state.database, self.circumstances()).await;
        bound.map_err(|error| problem_of(&error, &self.context.id))
    }

    fn once(
        &self,
        actor: Option<&ActorId>,
        asked: &OnceAsked,
        retention: TimeDelta,
    ) -> Result<Once, Problem> {
        let state = &self.state;
        // A dry run has no key; everything else of the target belongs to the request.
        let target = format!("{} {}?{}\n", asked.operation, self.path, self.query);
        let request = [target.as_bytes(), &asked.body].concat();
        let identified = Identified { actor, operation: asked.operation, key: &asked.key };
        Once::begin(&state.request_macs, &state.in_flight, &identified, &request, retention)
            .map(|once| once.about(asked.about.clone()))
            .ok_or_else(|| Problem::idempotency_in_flight(1))
    }

    /// Writes something that has no answer but that it is done.
    ///
    /// # Errors
    /// The problem that the use case's refusal or failure stands for.
    pub async fn write_silently<A, W>(
        &self,
        auth: Auth<A>,
        dry_run: bool,
        work: W,
    ) -> Result<NoContent, Problem>
    where
        A: ActionType,
        W: Fn(&mut Acting<'_, '_, A>) -> Result<Effect<()>, AppError> + Send + 'static,
    {
        let circumstances = self.context.circumstances(&self.state, dry_run);
        let nothing = |()| Ok(Response::empty());
        let database = &self.state.database;
        perform(database, auth.permit, circumstances, None, work, nothing)
            .await
            .map_err(|error| problem_of(&error, &self.context.id))?;
        Ok(NoContent)
    }

    /// What a write is told of the request.
    #[must_use]
    pub fn circumstances(&self) -> Circumstances {
        self.context.circumstances(&self.state, false)
    }

    /// The negotiated language, as it is written.
    #[must_use]
    pub fn language_tag(&self) -> &str {
        self.state.languages.get(self.context.language).as_str()
    }

    /// Tells the client of a quota that the operation keeps itself.
    pub fn tell_quota(&self, quota: Option<Quota>) {
        if let Some(own) = &self.context.own_quota {
            own.set(quota);
        }
    }

    /// The problem that a use case's refusal or failure stands for.
    #[must_use]
    pub fn problem(&self, error: &AppError) -> Problem {
        problem_of(error, &self.context.id)
    }

    /// The problem that a refusal or failure of identity stands for.
    #[must_use]
    pub fn identity_problem(&self, error: &IdentityError) -> Problem {
        problem_of_identity(error, &self.context.id)
    }

    /// What the request brings along.
    #[must_use]
    pub fn context(&self) -> &RequestContext {
        &self.context
    }
}

/// How a write is to be done.
#[derive(Debug, Default)]
pub struct Manner {
    /// Do everything, answer, and take it back.
    pub dry_run: bool,
    /// Do it once, however often it is asked for.
    pub once: Option<OnceAsked>,
}

impl Manner {
    /// The manner of a request with a body.
    #[must_use]
    pub fn of<T: PartialSchema>(
        dry_run: bool,
        operation: &'static str,
        key: IdempotencyKey,
        body: &Json<T>,
    ) -> Self {
        let body = body.bytes().to_vec();
        Self { dry_run, once: key.0.map(|key| OnceAsked::new(operation, key, body)) }
    }

    /// The manner of a request without a body.
    #[must_use]
    pub fn without_body(dry_run: bool, operation: &'static str, key: IdempotencyKey) -> Self {
        let body = Vec::new();
        Self { dry_run, once: key.0.map(|key| OnceAsked::new(operation, key, body)) }
    }

    /// The same for a request about a submission: the kept answer goes when that is erased.
    #[must_use]
    pub fn about(self, submission: SubmissionId) -> Self {
        let about = Some(submission.to_string());
        Self { once: self.once.map(|once| OnceAsked { about, ..once }), ..self }
    }
}

/// A request that came with an idempotency key.
#[derive(Debug)]
pub struct OnceAsked {
    /// The operation's id.
    pub operation: &'static str,
    /// The key.
    pub key: String,
    /// The body as it came.
    pub body: Vec<u8>,
    /// The submission that it is about.
    pub about: Option<String>,
}

impl OnceAsked {
    /// A request about no submission, or about one that is not known yet.
    #[must_use]
    pub const fn new(operation: &'static str, key: String, body: Vec<u8>) -> Self {
        Self { operation, key, body, about: None }
    }
}
