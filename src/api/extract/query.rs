//! The query string, read against the parameters that the document lists: one that is not listed or is given twice
//! is refused, with a suggestion when a listed one is close.

use std::collections::HashSet;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use crate::api::extract::Reader;
use crate::api::problem::{Fault, FaultCode, Problem};

/// Nothing but what the operation shares with others.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NoParams {}

/// The parameters of an operation: those it shares with others and its own, as text, with the faults found so far.
#[derive(Debug)]
pub struct Query<S = NoParams, O = NoParams, X = NoParams, Y = NoParams> {
    /// The shared ones.
    pub shared: S,
    /// Its own.
    pub own: O,
    /// More of its own.
    pub more: X,
    /// And the rest of them.
    pub rest: Y,
    /// What is wrong already; the reader of the values adds to it, so that all faults are reported at once.
    pub faults: Vec<Fault>,
}

impl<S, O, X, Y> Query<S, O, X, Y> {
    /// Ends the reading of a query without values.
    ///
    /// # Errors
    /// 400 with every fault found.
    pub fn finish(self) -> Result<(), Problem> {
        Reader::new(self.faults).finish()
    }
}

impl<S, O, X, Y> FromRequest for Query<S, O, X, Y>
where
    S: IntoParams + DeserializeOwned + 'static,
    O: IntoParams + DeserializeOwned + 'static,
    X: IntoParams + DeserializeOwned + 'static,
    Y: IntoParams + DeserializeOwned + 'static,
{
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map_err(Error::from))
    }
}

fn read<S, O, X, Y>(query: &str) -> Result<Query<S, O, X, Y>, Problem>
where
    S: IntoParams + DeserializeOwned,
    O: IntoParams + DeserializeOwned,
    X: IntoParams + DeserializeOwned,
    Y: IntoParams + DeserializeOwned,
{
    let names = [names::<S>(), names::<O>(), names::<X>(), names::<Y>()].concat();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    let mut values = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !known.contains(&name.as_ref()) {
            faults.push(Fault::unknown_parameter(&name, &known));
        } else if !seen.insert(name.clone()) {
            faults.push(Fault::parameter(&name, FaultCode::RepeatedParameter));
        } else {
            values.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    }
    let values = Value::Object(values);
    // Every member is an optional text, so reading them cannot fail.
    let shared = S::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    let own = O::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    let more = X::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    let rest = Y::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    Ok(Query { shared, own, more, rest, faults })
}

fn names<P: IntoParams>() -> Vec<String> {
    P::into_params(|| Some(ParameterIn::Query))
        .into_iter()
        .map(|parameter| parameter.name)
        .collect()
}
