//! Who calls, in a handler's signature. `Auth<A>` is somebody whose roles may do action `A` at all; `SignedIn` is anybody
//! with good credentials; `Person` is a human with a session. An operation whose signature has none of them is public.

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::api::front::context::RequestContext;
use crate::api::problem::Problem;
use crate::api::refused::problem_of;
use crate::api::state::ApiState;
use crate::app::acting::record_refusal;
use crate::app::identity::Authenticated;
use crate::authz::{ActionType, ActorId, Permit, Refusal};
use crate::domain::ids::{SessionId, UserId};

/// Somebody whose roles may do `A` at all; whether to this very thing is decided where it is loaded.
#[derive(Debug)]
pub struct Auth<A> {
    /// The proof.
    pub permit: Permit<A>,
}

/// Somebody with good credentials.
#[derive(Debug)]
pub struct SignedIn(pub Authenticated);

/// A human with a session.
#[derive(Debug)]
pub struct Person {
    /// Who.
    pub authenticated: Authenticated,
    /// Whose account.
    pub user: UserId,
    /// Their session.
    pub session: SessionId,
}

impl<A: ActionType> FromRequest for Auth<A> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = Caller::of(request);
        async move {
            let caller = caller?;
            let Authenticated { actor, grants, .. } = caller.known.clone();
            match Permit::check(actor, &grants) {
                Ok(permit) => Ok(Self { permit }),
                Err(refusal) => Err(caller.refuse(refusal).await.into()),
            }
        }
        .boxed_local()
    }
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(
            Caller::of(request).map(|caller| Self(caller.known)).map_err(Error::from),
        )
    }
}

impl FromRequest for Person {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = Caller::of(request);
        async move {
            let caller = caller?;
            match (caller.known.actor.id, caller.known.session) {
                (ActorId::User(user), Some(session)) => {
                    Ok(Self { authenticated: caller.known, user, session })
                }
                _ => Err(caller.refuse(Refusal::of_machine()).await.into()),
            }
        }
        .boxed_local()
    }
}

/// A caller with good credentials, and what is needed to refuse them something.
struct Caller {
    known: Authenticated,
    state: Data<ApiState>,
    context: RequestContext,
}

impl Caller {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let state = request.app_data::<Data<ApiState>>().cloned();
        let context = request.extensions().get::<RequestContext>().cloned();
        // Only a request that went around the front lacks them.
        let (state, context) = state.zip(context).ok_or_else(Problem::internal)?;
        let known = request.extensions().get::<Authenticated>().cloned();
        Ok(Self { known: known.ok_or_else(Problem::unauthenticated)?, state, context })
    }

    /// The problem to answer with; the refusal has been recorded.
    async fn refuse(self, refusal: Refusal) -> Problem {
        let rule = refusal.rule;
        let circumstances = self.context.circumstances(&self.state, false);
        let recorded =
            record_refusal(&self.state.database, self.known.actor, refusal, circumstances).await;
        match recorded {
            Ok(()) => Problem::forbidden(rule),
            Err(error) => problem_of(&error, &self.context.id),
        }
    }
}
