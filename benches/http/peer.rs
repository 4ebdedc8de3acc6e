//! The program to compare with: as little actix-web as can answer the same bytes and headers, kept in memory. It
//! asks the server for them once and then knows nothing of it.

use std::io::Write as _;
use std::net::SocketAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, HeaderName, HeaderValue, IF_NONE_MATCH};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};

use crate::failure::{Failure, because};
use crate::scenario::{self, Scenario};

/// An answer in memory.
#[derive(Debug, Clone)]
struct Kept {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

/// Everything it can say.
#[derive(Debug, Clone)]
struct Answers {
    list: Kept,
    item: Kept,
    not_modified: Kept,
    brotli: Kept,
}

/// Serves the answers of the server at `address` on a free port until the process is ended.
pub fn serve(address: SocketAddr) -> Result<(), Failure> {
    let [list, item, not_modified, brotli] = scenario::all(address)?;
    let item_path = item.path.clone();
    let answers = Answers {
        list: keep(&list, address)?,
        item: keep(&item, address)?,
        not_modified: keep(&not_modified, address)?,
        brotli: keep(&brotli, address)?,
    };
    let list_path = scenario::LIST.split('?').next().unwrap_or_default();
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(answers.clone()))
                .route(list_path, web::get().to(answer_list))
                .route(&item_path, web::get().to(answer_item))
        })
        .workers(1)
        .bind(("127.0.0.1", 0))?;
        for address in server.addrs() {
            writeln!(std::io::stdout(), "listening on http://{address}")?;
        }
        Ok(server.run().await?)
    })
}

async fn answer_list(request: HttpRequest, answers: web::Data<Answers>) -> HttpResponse<Bytes> {
    let headers = request.headers();
    if headers.contains_key(IF_NONE_MATCH) {
        answers.not_modified.answer()
    } else if headers.contains_key(ACCEPT_ENCODING) {
        answers.brotli.answer()
    } else {
        answers.list.answer()
    }
}

async fn answer_item(answers: web::Data<Answers>) -> HttpResponse<Bytes> {
    answers.item.answer()
}

impl Kept {
    fn answer(&self) -> HttpResponse<Bytes> {
        let mut response = HttpResponse::with_body(self.status, self.body.clone());
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }
}

fn keep(scenario: &Scenario, address: SocketAddr) -> Result<Kept, Failure> {
    let answer = scenario.ask(address)?;
    let refused = |what: &str| because(format!("{}: the answer has a bad {what}", scenario.path));
    let status = StatusCode::from_u16(answer.status).map_err(|_| refused("status"))?;
    // The request id stays, so that the peer sends as many bytes; the rest of an exchange actix-web adds itself.
    let id = answer.header("x-request-id").map(|id| ("x-request-id".to_owned(), id.to_owned()));
    let mut headers = Vec::new();
    for (name, value) in answer.lasting().headers.iter().chain(&id) {
        let name = HeaderName::try_from(name.as_str()).map_err(|_| refused("header"))?;
        let value = HeaderValue::try_from(value.as_str()).map_err(|_| refused("header"))?;
        headers.push((name, value));
    }
    Ok(Kept { status, headers, body: Bytes::from(answer.body) })
}
