//! The page behind one-time links: somebody chooses a password there. The secret stands behind `#` in the address, which
//! browsers send to nobody; the page's own script takes it from there and hands it to the API.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};

/// The page runs its own script, has its own style and talks to this server alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// The page.
pub async fn page() -> HttpResponse {
    answer("text/html; charset=utf-8", include_str!("account.html"))
}

/// Its script.
pub async fn script() -> HttpResponse {
    answer("text/javascript; charset=utf-8", include_str!("account.js"))
}

/// Its style.
pub async fn style() -> HttpResponse {
    answer("text/css; charset=utf-8", include_str!("account.css"))
}

fn answer(media_type: &'static str, body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(body)
}
