//! The explanations of problem codes: pages for people, documents for programs.

use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, VARY,
};
use actix_web::web::Path;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::json;

use crate::api::front::context::{RequestContext, text};
use crate::api::negotiate::accept::best;
use crate::api::problem::{Problem, ProblemCode, ProblemLanguage, page};

/// Offered forms, the one for people first.
const HTML: &str = "text/html";
const JSON: &str = "application/json";

/// Explains one code.
pub async fn show(request: HttpRequest, code: Path<String>) -> Result<HttpResponse, Problem> {
    let code = ProblemCode::find(&code).ok_or_else(Problem::not_found)?;
    let language = language(&request);
    match best(text(request.headers(), &ACCEPT).as_deref(), &[JSON, HTML]) {
        Some(HTML) => Ok(respond(language)
            .content_type("text/html; charset=utf-8")
            .body(page::html(code, language))),
        Some(_) => Ok(respond(language).json(page::json(code, language))),
        None => Err(Problem::not_acceptable(&[HTML, JSON])),
    }
}

/// Lists all codes.
pub async fn list(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let language = language(&request);
    match best(text(request.headers(), &ACCEPT).as_deref(), &[JSON, HTML]) {
        Some(HTML) => Ok(respond(language)
            .content_type("text/html; charset=utf-8")
            .body(page::index(language))),
        Some(_) => {
            let all: Vec<_> =
                ProblemCode::ALL.iter().map(|code| page::json(*code, language)).collect();
            Ok(respond(language).json(json!({ "data": all })))
        }
        None => Err(Problem::not_acceptable(&[HTML, JSON])),
    }
}

fn language(request: &HttpRequest) -> ProblemLanguage {
    let context =
        request.extensions().get::<RequestContext>().map(|context| context.problem_language);
    context.unwrap_or(ProblemLanguage::En)
}

fn respond(language: ProblemLanguage) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_LANGUAGE, language.tag()))
        .insert_header((VARY, "Accept, Accept-Language"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_SECURITY_POLICY, page::CONTENT_SECURITY_POLICY));
    response
}
