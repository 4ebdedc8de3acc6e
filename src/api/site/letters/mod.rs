//! The page behind the links in letters: their addressee says there whether letters are welcome. As with one-time links the
//! secret stands behind `#` in the address, and opening the page changes nothing: the programs that open links ahead of
//! people say nothing in their place.

use actix_web::HttpResponse;

use super::own_page;

/// The page.
pub async fn page() -> HttpResponse {
    own_page("text/html; charset=utf-8", include_str!("letters.html"))
}

/// Its script.
pub async fn script() -> HttpResponse {
    own_page("text/javascript; charset=utf-8", include_str!("letters.js"))
}
