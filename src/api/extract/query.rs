//! The query string, read against the parameters that the document lists: one that is not listed is refused, with a
//! suggestion when a listed one is close. A list may be given in one parameter with commas or, as some generated clients do,
//! in the same parameter again and again; one value cannot.

use std::collections::BTreeMap;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

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
    let parameters =
        [parameters::<S>(), parameters::<O>(), parameters::<X>(), parameters::<Y>()].concat();
    let known: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let mut faults = Vec::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
            faults.push(Fault::unknown_parameter(&name, &known));
            continue;
        };
        match texts.get_mut(name.as_ref()) {
            None => drop(texts.insert(name.into_owned(), value.into_owned())),
            Some(text) if is_list(parameter) => {
                text.push(',');
                text.push_str(&value);
            }
            Some(_) => faults.push(Fault::parameter(&name, FaultCode::RepeatedParameter)),
        }
    }
    let values: Value = texts.into_iter().collect();
    // Every member is an optional text, so reading them cannot fail.
    let shared = S::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    let own = O::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    let more = X::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    let rest = Y::deserialize(&values).map_err(|_| Problem::malformed_request())?;
    Ok(Query { shared, own, more, rest, faults })
}

fn parameters<P: IntoParams>() -> Vec<Parameter> {
    P::into_params(|| Some(ParameterIn::Query))
}

/// Whether the document says that the parameter is a list.
fn is_list(parameter: &Parameter) -> bool {
    let schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
    let kind = schema.get("type");
    let is_array = |kind: &Value| kind == "array";
    kind.is_some_and(|kind| {
        is_array(kind) || kind.as_array().is_some_and(|all| all.iter().any(is_array))
    })
}
