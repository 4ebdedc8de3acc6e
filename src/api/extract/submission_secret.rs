//! The secret that the author of a submission was given: whoever has it may follow the submission up.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::{Error, FromRequest, HttpRequest};
use secrecy::SecretString;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::api::document::shared_parameter;
use crate::api::front::context::text;
use crate::api::problem::{Fault, FaultCode, Problem};

/// The name under which the document describes the header.
pub const NAME: &str = "Submission-Secret";

/// The secret as it came. One that is written in another way is as wrong as any other.
#[derive(Debug)]
pub struct SubmissionSecret(pub SecretString);

impl FromRequest for SubmissionSecret {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        const HEADER: HeaderName = HeaderName::from_static("submission-secret");
        let secret = text(request.headers(), &HEADER);
        ready(secret.map(|secret| Self(SecretString::from(secret.into_owned()))).ok_or_else(|| {
            let fault = Fault::parameter(NAME, FaultCode::Required);
            Problem::invalid_parameters(vec![fault]).into()
        }))
    }
}

impl IntoParams for SubmissionSecret {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![shared_parameter(NAME)]
    }
}
