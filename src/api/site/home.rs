//! The page at the root: what this is, and where things are.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};

/// The page has one inline style and nothing else; its hash allows just that.
const POLICY: &str = "default-src 'none'; style-src 'sha256-EJjusVcWPMSeVICW0L/9uqzg7bsL6ES2wQxcXqU1t6U='; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;\
                     color:#1b1f24;background:#fff}h1{line-height:1.2}a{color:#0a58ca}li{margin:.3rem 0}\
                     code{background:#eef1f4;padding:.1rem .3rem;border-radius:.2rem}\
                     @media(prefers-color-scheme:dark){body{color:#e6e9ec;background:#15181c}a{color:#7db4ff}\
                     code{background:#262b31}}";

const BODY: &str = "<main><h1>Smart City Tracker</h1>\
<p>The progress of a government's smart-city initiatives, tracked in public: what was promised, who leads it, how far \
it is, and what slipped. This server answers programs; these pages are for the people who write them.</p>\
<ul>\
<li><a href=\"/docs\">Interactive reference</a>: read about every operation and try it.</li>\
<li><a href=\"/openapi.json\">OpenAPI document</a> (<a href=\"/openapi.yaml\">as YAML</a>): generate a client from it.</li>\
<li><a href=\"/api/v1/initiatives\"><code>/api/v1/initiatives</code></a>: the initiatives.</li>\
<li><a href=\"/api/v1/statistics\"><code>/api/v1/statistics</code></a>: the catalogue in numbers.</li>\
<li><a href=\"/api/v1/changes\"><code>/api/v1/changes</code></a>: everything that changed, in order.</li>\
<li><a href=\"/problems\">Problems</a>: what each error code means and what to do about it.</li>\
</ul></main>";

/// The page.
pub async fn show() -> HttpResponse {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Smart City Tracker</title>\n<style>{STYLE}</style>\n</head>\n<body>{BODY}</body>\n</html>\n"
    );
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(page)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_the_page_s_own_style() {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        assert!(POLICY.contains(&hash), "the hash of the style is {hash}");
    }
}
