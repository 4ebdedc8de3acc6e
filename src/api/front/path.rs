//! One spelling for each path, before anything looks at it: what RFC 3986 section 2.3 says never needs encoding is
//! decoded, so that the same address is never seen as two.

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;

/// Gives the request the plain spelling of its path.
pub fn normalise(request: &mut ServiceRequest) {
    if !request.uri().path().contains('%') {
        return;
    }
    let Some(plain) = plain(request.uri().path()) else { return };
    let mut parts = request.uri().clone().into_parts();
    let target = match request.uri().query() {
        Some(query) => format!("{plain}?{query}"),
        None => plain,
    };
    let Ok(target) = target.parse() else { return };
    parts.path_and_query = Some(target);
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// The path with every encoded unreserved character decoded; none when there is none.
fn plain(path: &str) -> Option<String> {
    let mut plain = String::with_capacity(path.len());
    let mut pieces = path.split('%');
    plain.push_str(pieces.next().unwrap_or_default());
    let mut changed = false;
    for piece in pieces {
        let byte = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let decoded =
            byte.map(char::from).filter(|c| c.is_ascii_alphanumeric() || "-._~".contains(*c));
        if let Some(character) = decoded {
            changed = true;
            plain.push(character);
            plain.push_str(piece.get(2..).unwrap_or_default());
        } else {
            plain.push('%');
            plain.push_str(piece);
        }
    }
    changed.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_encoding_is_decoded_and_nothing_else() {
        assert_eq!(plain("/%61pi/v1/%69nitiatives").as_deref(), Some("/api/v1/initiatives"));
        assert_eq!(plain("/a%2Db%7Ec%26d").as_deref(), Some("/a-b~c%26d"));
        assert_eq!(plain("/C%26ED"), None);
        assert_eq!(plain("/a%2Fb"), None);
        assert_eq!(plain("/%E6%99%BA"), None);
    }
}
