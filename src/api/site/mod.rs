//! What is served beside the API: the document, the interactive reference, explanations of problems, health, and the
//! page that says what this is. None of it changes while the process runs, except health.

mod account;
mod docs;
mod document;
mod health;
mod home;
mod jwks;
mod letters;
mod problems;
mod security_txt;

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, VARY,
};
use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::api::cache::{Prepared, PreparedParts};

use crate::api::document as openapi;
use crate::api::elsewhere;
use crate::store::change::Head;
use crate::store::feed::Topics;

/// What the site shows.
#[derive(Debug)]
pub struct Site {
    /// The document as JSON.
    pub json: Arc<Prepared>,
    /// The document as YAML (RFC 9512).
    pub yaml: Arc<Prepared>,
    /// Where to report weaknesses (RFC 9116 section 2.5.3).
    pub security_contact: String,
    /// The address by which the public knows this server.
    pub public_url: Option<String>,
}

impl Site {
    /// Prepares the site for a document.
    ///
    /// # Errors
    /// When the document cannot be written: a defect.
    pub fn new(
        document: &Value,
        security_contact: String,
        public_url: Option<String>,
    ) -> Result<Self, String> {
        let json = serde_json::to_vec(document).map_err(|error| error.to_string())?;
        let yaml = openapi::to_yaml(document).map_err(|error| error.to_string())?;
        Ok(Self {
            json: page(HeaderValue::from_static("application/json"), json, CONTENT_POLICY),
            yaml: page(
                HeaderValue::from_static("application/yaml"),
                yaml.into_bytes(),
                CONTENT_POLICY,
            ),
            security_contact,
            public_url,
        })
    }
}

/// Runs its own script, has its own style and talks to this server alone.
const OWN_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";

/// A page, or a file of one, that is opened with a secret in its address and kept by nobody.
fn own_page(media_type: &'static str, body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, OWN_POLICY))
        .body(body)
}

/// The document is data: nothing in it is to be run.
const CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Something that stays as it is while the process runs, prepared to be sent in any encoding.
fn page(media_type: HeaderValue, body: Vec<u8>, policy: &'static str) -> Arc<Prepared> {
    Arc::new(Prepared::new(PreparedParts {
        status: StatusCode::OK,
        is_tagged: true,
        body,
        version: None,
        headers: vec![
            (CONTENT_TYPE, media_type),
            (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
            (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
            (VARY, HeaderValue::from_static("Accept-Encoding")),
        ],
        head: Head { seq: i64::MAX, floor: i64::MAX },
        topics: Topics::ALL,
        valid_until: DateTime::<Utc>::MAX_UTC,
    }))
}

/// Hands a prepared page to the front, which sends it.
fn hand_over(page: &Arc<Prepared>) -> HttpResponse {
    let mut response = HttpResponse::Ok().finish();
    response.extensions_mut().insert(Arc::clone(page));
    response
}

/// The paths of the site; each takes GET.
pub const PATHS: [&str; 16] = [
    "/",
    "/openapi.json",
    "/openapi.yaml",
    "/docs",
    "/docs/{file:.*}",
    "/problems",
    "/problems/{code}",
    "/livez",
    "/readyz",
    "/.well-known/security.txt",
    "/.well-known/jwks.json",
    "/account",
    "/account/account.js",
    "/account/account.css",
    "/letters",
    "/letters/letters.js",
];

/// Whether a path tells of the health of the process.
#[must_use]
pub fn is_health(path: &str) -> bool {
    matches!(path, "/livez" | "/readyz")
}

/// Registers the pages.
pub fn register(config: &mut ServiceConfig) {
    let [
        home_path,
        json,
        yaml,
        docs_path,
        file,
        list,
        problem,
        livez,
        readyz,
        security,
        keys,
        account_path,
        account_script,
        account_style,
        letters_path,
        letters_script,
    ] = PATHS;
    let at = |path, route| web::resource(path).route(route).default_service(web::to(elsewhere));
    config
        .service(at(home_path, web::get().to(home::show)))
        .service(at(json, web::get().to(document::json)))
        .service(at(yaml, web::get().to(document::yaml)))
        .service(at(docs_path, web::get().to(docs::enter)))
        .service(at(file, web::get().to(docs::file)))
        .service(at(list, web::get().to(problems::list)))
        .service(at(problem, web::get().to(problems::show)))
        .service(at(livez, web::get().to(health::livez)))
        .service(at(readyz, web::get().to(health::readyz)))
        .service(at(security, web::get().to(security_txt::show)))
        .service(at(keys, web::get().to(jwks::show)))
        .service(at(account_path, web::get().to(account::page)))
        .service(at(account_script, web::get().to(account::script)))
        .service(at(account_style, web::get().to(account::style)))
        .service(at(letters_path, web::get().to(letters::page)))
        .service(at(letters_script, web::get().to(letters::script)));
}
