//! Where to report weaknesses (RFC 9116).

use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{Months, SecondsFormat};

use crate::api::state::ApiState;

/// The file. It expires a few months on, as section 2.5.5 recommends, and is renewed whenever it is asked for.
pub async fn show(state: Data<ApiState>) -> HttpResponse {
    const MONTHS: Months = Months::new(6);
    let now = state.clock.now();
    let expires = now.checked_add_months(MONTHS).unwrap_or(now);
    let expires = expires.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut text = format!(
        "Contact: {}\nExpires: {expires}\nPreferred-Languages: en, zh\n",
        state.site.security_contact
    );
    if let Some(url) = &state.site.public_url {
        // Writing into a String cannot fail.
        let _ = std::fmt::Write::write_fmt(
            &mut text,
            format_args!("Canonical: {url}/.well-known/security.txt\n"),
        );
    }
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}
