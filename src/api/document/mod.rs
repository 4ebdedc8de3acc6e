//! The OpenAPI 3.1 document: made from the registration that serves the routes, completed with what every operation
//! has in common. Nothing about an operation is written here by hand.

mod complete;
mod examples;
mod operation;

use actix_web::App;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_actix_web::AppExt;

use crate::api::problem::ProblemBody;
use crate::api::v1;
use crate::api::v1::audit::json::AuditOutcome;
use crate::api::v1::audit::params::AuditSortKey;
use crate::api::v1::common::membership::Role;
use crate::api::v1::common::params::TranslationsInclude;
use crate::api::v1::common::submission_words::SubmissionKind;
use crate::api::v1::initiatives::params::{InitiativeInclude, InitiativeSortKey};
use crate::api::v1::milestones::params::MilestoneSortKey;
use crate::api::v1::staff_submissions::params::QueueSortKey;
use crate::api::v1::submissions::params::SubmissionSortKey;
use crate::api::v1::users::params::UserSortKey;
use crate::domain::language::Languages;

/// What the document says of the API as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Smart City Tracker",
        description = "Tracks a government's smart-city initiatives in public: what was promised, who leads it, how \
                       far it is, and what slipped.\n\nEvery list is paged by cursor, every answer is in one \
                       language, every error is a problem document (RFC 9457), and every public GET but an export \
                       has a strong ETag. HEAD works wherever GET does; OPTIONS tells what a path takes. Codes of problems are \
                       explained at `/problems`.\n\nWhat the HTTP parser refuses never becomes a request: it is answered \
                       with a status, no body and none of the API's headers, and the connection is closed. That is 400 \
                       for a head that is no HTTP/1.1, 408 for a head that does not end in time, and 431 for one of \
                       more than 96 header lines or 128 KiB.",
        contact(name = "Smart City Tracker maintainers", email = "maintainers@example.org"),
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(
        ProblemBody,
        InitiativeInclude,
        InitiativeSortKey,
        MilestoneSortKey,
        QueueSortKey,
        SubmissionSortKey,
        SubmissionKind,
        TranslationsInclude,
        UserSortKey,
        AuditSortKey,
        AuditOutcome,
        Role
    )),
    tags(
        (name = "initiatives", description = "The promises of the plan, and how far they are."),
        (name = "milestones", description = "The dated promises within initiatives."),
        (name = "updates", description = "What departments tell of their initiatives."),
        (name = "submissions", description = "What people send, what is answered, and what becomes of it."),
        (name = "catalogue", description = "What initiatives belong to: smart areas, departments, blueprint editions."),
        (name = "auth", description = "Signing in, staying signed in, and one's own account."),
        (name = "users", description = "The accounts of staff, for administrators and auditors."),
        (name = "service-accounts", description = "The accounts and keys of machines, for administrators and auditors."),
        (name = "audit", description = "Who did what to what, for auditors."),
        (name = "statistics", description = "The catalogue in numbers."),
        (name = "changes", description = "Everything that changed, in the order of commits.")
    )
)]
struct Base;

/// The document as JSON, for an installation that offers `languages`.
#[must_use]
pub fn build(languages: &Languages) -> Value {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .service(utoipa_actix_web::scope(v1::BASE).configure(v1::register))
        .split_for_parts();
    if let Some(components) = document.components.as_mut() {
        components.add_security_scheme("bearer", bearer());
        components.add_security_scheme("api_key", api_key());
    }
    let mut document = serde_json::to_value(document).unwrap_or_default();
    complete::complete(&mut document, languages);
    document
}

fn bearer() -> SecurityScheme {
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.bearer_format = Some("JWT".to_owned());
    scheme.description = Some(
        "An access token of this installation: a JWT that follows the best current practices of RFC8725. Public \
         reads need none; a token that cannot be verified is refused on every operation."
            .to_owned(),
    );
    SecurityScheme::Http(scheme)
}

fn api_key() -> SecurityScheme {
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.bearer_format = Some("sck_ and 43 characters".to_owned());
    scheme.description = Some(
        "A key of a service account, for machines, sent like an access token. It is no JWT: it is looked up, and can be \
         withdrawn at once, as RFC8725 would have it for anything that lives long."
            .to_owned(),
    );
    SecurityScheme::Http(scheme)
}

/// A header parameter that several operations share: an operation names it, and what it means is written once.
#[must_use]
pub fn shared_parameter(name: &str) -> Parameter {
    ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).build()
}

/// The document as YAML.
///
/// # Errors
/// When a value has no YAML form: a defect.
pub fn to_yaml(document: &Value) -> Result<String, yaml_serde::Error> {
    yaml_serde::to_string(document)
}

/// The path templates of the document with their methods, in upper case.
#[must_use]
pub fn routes(document: &Value) -> Vec<(String, Vec<&'static str>)> {
    const METHODS: [(&str, &str); 5] = [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("patch", "PATCH"),
        ("delete", "DELETE"),
    ];
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return Vec::new() };
    paths
        .iter()
        .map(|(path, item)| {
            let methods = METHODS.iter().filter(|(key, _)| item.get(key).is_some());
            (path.clone(), methods.map(|(_, method)| *method).collect())
        })
        .collect()
}
