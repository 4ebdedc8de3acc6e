//! The page behind one-time links: somebody chooses a password there. The secret stands behind `#` in the address, which
//! browsers send to nobody; the page's own script takes it from there and hands it to the API.

use actix_web::HttpResponse;

use super::own_page;

/// The page.
pub async fn page() -> HttpResponse {
    own_page("text/html; charset=utf-8", include_str!("account.html"))
}

/// Its script.
pub async fn script() -> HttpResponse {
    own_page("text/javascript; charset=utf-8", include_str!("account.js"))
}

/// Its style.
pub async fn style() -> HttpResponse {
    own_page("text/css; charset=utf-8", include_str!("account.css"))
}
