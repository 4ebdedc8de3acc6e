//! The listener that Prometheus reads from.

use std::io;
use std::net::TcpListener;

use actix_web::dev::Server as ActixServer;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};

use crate::api::state::ApiState;

/// A listener of its own, so that what operators read is never within reach of the public.
pub(super) fn serve(listener: TcpListener, state: &Data<ApiState>) -> io::Result<ActixServer> {
    let shared = state.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).route("/metrics", web::get().to(read))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

async fn read(state: Data<ApiState>) -> HttpResponse {
    match state.metrics.render() {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
