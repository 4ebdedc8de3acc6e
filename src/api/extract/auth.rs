//! Who calls, in a handler's signature. `Auth<A>` is somebody whose roles may do action `A` at all; `SignedIn` is anybody
//! with good credentials; `Person` is a human with a session. An operation whose signature has none of them is public, and so
//! is one with `Frontend`, which asks for nothing.
//!
//! Each decides at once, without waiting for anything: in a signature that names it ahead of the body, the path and the
//! query, whoever may not do it is told that alone. The front records the refusal.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};

use crate::api::front::refusal::Refused;
use crate::api::problem::Problem;
use crate::app::identity::Authenticated;
use crate::authz::{ActionType, Actor, ActorId, Permit, Refusal, act};
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

/// The machine that passes on what somebody sends, when one does. An operation that asks for it is open to everybody.
#[derive(Debug)]
pub struct Frontend(pub Option<Actor>);

impl FromRequest for Frontend {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Authenticated>().cloned();
        let machine = known.filter(|known| matches!(known.actor.id, ActorId::ApiKey { .. }));
        let permit = machine.map(|known| Permit::check(known.actor, &known.grants));
        let frontend = permit.and_then(|permit: Result<Permit<act::ForwardSubmission>, _>| {
            permit.ok().map(|permit| permit.actor().clone())
        });
        ready(Ok(Self(frontend)))
    }
}

impl<A: ActionType> FromRequest for Auth<A> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known(request).map_err(Error::from).and_then(|known| {
            let Authenticated { actor, grants, .. } = known;
            match Permit::check(actor.clone(), &grants) {
                Ok(permit) => Ok(Self { permit }),
                Err(refusal) => Err(Refused { actor, refusal }.into()),
            }
        }))
    }
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known(request).map(Self).map_err(Error::from))
    }
}

impl FromRequest for Person {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known(request).map_err(Error::from).and_then(|known| {
            if let (ActorId::User(user), Some(session)) = (known.actor.id, known.session) {
                return Ok(Self { authenticated: known, user, session });
            }
            let refusal = Refusal::of_machine();
            Err(Refused { actor: known.actor, refusal }.into())
        }))
    }
}

/// Whoever the front has recognised by the credentials of the request.
fn known(request: &HttpRequest) -> Result<Authenticated, Problem> {
    let known = request.extensions().get::<Authenticated>().cloned();
    known.ok_or_else(Problem::unauthenticated)
}
