//! The call: the shared state, the language asked for, and the ways to answer from one snapshot.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use chrono::NaiveDate;

use crate::api::front::context::RequestContext;
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::state::ApiState;
use crate::app::AppError;
use crate::domain::language::LanguageIndex;
use crate::store::feed::Topics;
use crate::store::{Fault, Reading};

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
        let (value, head) = result.map_err(|error| self.problem(&error))?;
        Ok(make(value)?.of_snapshot(head, topics, valid_until))
    }

    /// What a refusal or a failure means to a client; failures are logged here, once.
    fn problem(&self, error: &AppError) -> Problem {
        match error {
            AppError::NotFound => Problem::not_found(),
            AppError::ExpiredCursor => Problem::expired_cursor(),
            AppError::ForeignCursor => Problem::invalid_cursor(),
            AppError::Store(Fault::Unavailable(_) | Fault::Collision(_)) => {
                tracing::warn!(request_id = %self.context.id, %error, "the database was not available");
                Problem::unavailable(1)
            }
            AppError::Store(Fault::Broken(_)) => {
                tracing::error!(request_id = %self.context.id, %error, "the store failed");
                Problem::internal()
            }
        }
    }
}
