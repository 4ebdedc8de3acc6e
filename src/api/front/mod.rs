//! The outer service ahead of routing: every request passes here first and every answer leaves here. A prepared
//! answer is sent without going any further; everything else gets its limits, its context, and its problem rendered.
//!
//! | file | holds |
//! | --- | --- |
//! | `checks` | what is refused before anything is looked up |
//! | `path` | one spelling for each path |
//! | `context` | what the rest of the way needs to know of a request |
//! | `send` | turning prepared answers and problems into responses, with the headers that all share |
//! | `preflight` | OPTIONS |
//! | `credentials`, `refusal` | who sends the request, and recording that they may not |
//! | `limiter`, `address` | requests per client, and who the client is |
//! | `routes` | which methods each path takes |

pub mod address;
mod checks;
pub mod context;
mod credentials;
pub mod limiter;
mod path;
mod preflight;
pub mod refusal;
mod request_id;
pub mod routes;
pub mod send;

use std::cell::{Cell, RefCell};
use std::future::{Ready, ready};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use chrono::TimeDelta;
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture};

use crate::api::cache::{KeyBuffer, Prepared};
use crate::api::front::context::RequestContext;
use crate::api::front::limiter::Client;
use crate::api::front::request_id::RequestIds;
use crate::api::problem::Problem;
use crate::api::state::ApiState;
use crate::sampled;

/// Everything under this path follows the API's conventions.
pub const API: &str = "/api/";

/// Wraps the application.
#[derive(Debug, Clone)]
pub struct Front {
    state: Data<ApiState>,
}

impl Front {
    /// A front over `state`.
    #[must_use]
    pub fn new(state: Data<ApiState>) -> Self {
        Self { state }
    }
}

impl<S> Transform<S, ServiceRequest> for Front
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type InitError = ();
    type Transform = FrontService<S>;
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(FrontService {
            inner: Rc::new(inner),
            state: self.state.clone(),
            ids: RequestIds::default(),
            key: RefCell::new(KeyBuffer::default()),
        }))
    }
}

/// The front of one worker.
#[derive(Debug)]
pub struct FrontService<S> {
    inner: Rc<S>,
    state: Data<ApiState>,
    ids: RequestIds,
    key: RefCell<KeyBuffer>,
}

impl<S> Service<ServiceRequest> for FrontService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = Either<
        Ready<Result<Self::Response, Error>>,
        LocalBoxFuture<'static, Result<Self::Response, Error>>,
    >;

    forward_ready!(inner);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        path::normalise(&mut request);
        let mut context = RequestContext::of(&request, &self.state, &self.ids);
        if let Err(problem) = checks::check(&request, &self.state, &mut context) {
            let response = send::problem(&problem, request.uri().path(), &context, &self.state);
            return done(request, response);
        }
        if request.method() == Method::OPTIONS {
            let response = preflight::answer(&request, &context, &self.state);
            return done(request, response);
        }
        if let Some(prepared) = self.prepared(&request, &context) {
            self.state.metrics.cache_hits.inc();
            let response = send::prepared(&prepared, request.headers(), &context, &self.state);
            return done(request, response);
        }
        Either::Right(self.make(request, context).boxed_local())
    }
}

impl<S> FrontService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    /// The prepared answer to a public read, if there is one that may still be given.
    fn prepared(
        &self,
        request: &ServiceRequest,
        context: &RequestContext,
    ) -> Option<Arc<Prepared>> {
        if !context.is_public_read {
            return None;
        }
        let mut key = self.key.borrow_mut();
        let key = key.build(request.path(), request.uri().query(), context.key_language());
        self.state.cache.get(key, context.now)
    }

    /// Lets the application make the answer, within the time limit.
    fn make(
        &self,
        mut request: ServiceRequest,
        mut context: RequestContext,
    ) -> impl Future<Output = Result<ServiceResponse<BoxBody>, Error>> + use<S> {
        let started = context.now;
        let key: Option<Box<[u8]>> = context.is_public_read.then(|| {
            let mut key = self.key.borrow_mut();
            key.build(request.path(), request.uri().query(), context.key_language()).into()
        });
        // A HEAD is routed like a GET; its body is left away when the answer is sent.
        if request.method() == Method::HEAD {
            request.head_mut().method = Method::GET;
        }
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        context.own_quota = Some(Rc::default());
        let arriving: Rc<Cell<bool>> = Rc::default();
        context.body_arriving = Some(Rc::clone(&arriving));
        let (inner, state) = (Rc::clone(&self.inner), self.state.clone());
        let limit = Duration::from_millis(state.limits.request_timeout_ms);
        async move {
            let call = async {
                identify(&request, &mut context, &state).await?;
                request.extensions_mut().insert(context.clone());
                let response = inner.call(request).await?;
                refusal::record(&response, &context, &state).await?;
                Ok::<_, Error>(response)
            };
            let call = AssertUnwindSafe(call).catch_unwind();
            let outcome = tokio::time::timeout(limit, call).await;
            let answered = match outcome {
                Ok(Ok(Ok(response))) => Ok(finish(response, &context, &state, key.as_deref())),
                Ok(Ok(Err(error))) => Err(send::problem_of(&error)),
                Ok(Err(_panic)) => {
                    if let Some(left_out) = sampled::PANICKED.happened() {
                        tracing::error!(request_id = %context.id, left_out, "a handler panicked");
                    }
                    Err(Problem::internal())
                }
                Err(_elapsed) if arriving.get() => Err(Problem::request_timeout()),
                Err(_elapsed) => Err(Problem::unavailable(1)),
            };
            let taken = state.clock.now() - started;
            observe(&answered, &method, &path, taken, &state);
            // The request is gone with the call that failed: the framework sends the response from the error.
            let answered = answered.map_err(|problem| {
                let response = send::problem(&problem, &path, &context, &state);
                Error::from(InternalError::from_response(problem, response))
            });
            if let Ok(response) = &answered {
                log(response, &context, taken);
            }
            answered
        }
    }
}

/// Finds out who sends the request, and takes it from their quota; from the address's when the credentials are not good.
async fn identify(
    request: &ServiceRequest,
    context: &mut RequestContext,
    state: &ApiState,
) -> Result<(), Problem> {
    if !context.has_credentials || !request.path().starts_with(API) {
        return Ok(());
    }
    let found = credentials::authenticate(request, context, state).await;
    let client = match &found {
        Ok(Some(known)) => Client::Account(known.actor.id.account()),
        Ok(None) | Err(_) => Client::at(context.address),
    };
    checks::take(state, context, client)?;
    if let Some(known) = found? {
        request.extensions_mut().insert(known);
    }
    Ok(())
}

/// Notes for Prometheus how long an answer took.
fn observe(
    answered: &Result<ServiceResponse<BoxBody>, Problem>,
    method: &Method,
    path: &str,
    taken: TimeDelta,
    state: &ApiState,
) {
    let seconds = taken.as_seconds_f64();
    match answered {
        Ok(response) => {
            let route = response.request().match_pattern();
            let status = response.status().as_u16();
            state.metrics.observe(method.as_str(), route.as_deref(), status, seconds);
        }
        Err(problem) => {
            let route = state.routes.template(path);
            state.metrics.observe(method.as_str(), route, problem.status(), seconds);
        }
    }
}

fn log(response: &ServiceResponse<BoxBody>, context: &RequestContext, taken: TimeDelta) {
    tracing::debug!(
        request_id = %context.id,
        method = %response.request().method(),
        route = response.request().match_pattern().as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        duration_us = taken.num_microseconds(),
        "answered"
    );
}

/// Gives what the application answered the form that all answers have.
fn finish(
    response: ServiceResponse<BoxBody>,
    context: &RequestContext,
    state: &ApiState,
    key: Option<&[u8]>,
) -> ServiceResponse<BoxBody> {
    let (request, response) = response.into_parts();
    let response = finished(response, &request, context, state, key);
    ServiceResponse::new(request, response)
}

fn finished(
    response: HttpResponse,
    request: &HttpRequest,
    context: &RequestContext,
    state: &ApiState,
    key: Option<&[u8]>,
) -> HttpResponse {
    let prepared = response.extensions().get::<Arc<Prepared>>().cloned();
    if let Some(prepared) = prepared {
        state.metrics.cache_misses.inc();
        // What nobody is to keep has no tag.
        if let Some(key) = key.filter(|_| prepared.is_tagged()) {
            state.cache.put(key, Arc::clone(&prepared));
        }
        return send::prepared(&prepared, request.headers(), context, state);
    }
    if let Some(error) = response.error() {
        return send::problem(&send::problem_of(error), request.uri().path(), context, state);
    }
    send::plain(response, context, state)
}

fn done<S>(
    request: ServiceRequest,
    response: HttpResponse,
) -> Either<Ready<Result<ServiceResponse<BoxBody>, Error>>, S> {
    Either::Left(ready(Ok(request.into_response(response))))
}
