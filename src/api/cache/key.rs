//! The key of a prepared answer: the language, the path, and the query with its parameters in the order of their names.
//! Values of one name keep their order, which may mean something.

/// Builds keys in one buffer that is used again and again, so that a hit allocates nothing.
#[derive(Debug, Default)]
pub struct KeyBuffer {
    bytes: Vec<u8>,
}

impl KeyBuffer {
    /// The key for a request. `language` is the index negotiated from the header; it does not count when the query
    /// names a language itself.
    pub fn build(&mut self, path: &str, query: Option<&str>, language: u8) -> &[u8] {
        self.bytes.clear();
        let query = query.unwrap_or_default();
        self.bytes.push(if names_language(query) { u8::MAX } else { language });
        self.bytes.extend_from_slice(path.as_bytes());
        self.bytes.push(b'?');
        if query.contains('&') {
            let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
            // An encoded name may be another one's twin: such parameters stay where they are.
            if !pairs.iter().any(|pair| name(pair).contains(['%', '+'])) {
                pairs.sort_by_key(|pair| name(pair));
            }
            for pair in pairs {
                self.bytes.extend_from_slice(pair.as_bytes());
                self.bytes.push(b'&');
            }
        } else {
            self.bytes.extend_from_slice(query.as_bytes());
            if !query.is_empty() {
                self.bytes.push(b'&');
            }
        }
        &self.bytes
    }
}

fn name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn names_language(query: &str) -> bool {
    query.starts_with("lang=") || query.contains("&lang=")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str, query: Option<&str>, language: u8) -> Vec<u8> {
        KeyBuffer::default().build(path, query, language).to_vec()
    }

    #[test]
    fn the_order_of_parameters_does_not_matter() {
        assert_eq!(key("/a", Some("x=1&y=2"), 0), key("/a", Some("y=2&x=1"), 0));
        assert_ne!(key("/a", Some("x=1&y=2"), 0), key("/a", Some("x=2&y=1"), 0));
    }

    #[test]
    fn the_order_of_values_of_one_name_matters() {
        let keys = [
            "sort=code&sort=-progress",
            "sort=-progress&sort=code",
            "sort=code&so%72t=-progress",
            "so%72t=-progress&sort=code",
            "sort&sort=code",
            "sort=code&sort",
        ]
        .map(|query| key("/a", Some(query), 0));
        let distinct: std::collections::HashSet<&Vec<u8>> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(
            key("/a", Some("sort=b&x=1&sort=a"), 0),
            key("/a", Some("x=1&sort=b&sort=a"), 0)
        );
    }

    #[test]
    fn the_header_s_language_matters_only_when_the_query_names_none() {
        assert_ne!(key("/a", Some("x=1"), 0), key("/a", Some("x=1"), 1));
        assert_eq!(key("/a", Some("lang=en"), 0), key("/a", Some("lang=en"), 1));
        assert_ne!(key("/a", Some("lang=en"), 0), key("/a", None, 0));
    }
}
