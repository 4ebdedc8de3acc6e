//! Which methods each path takes: read from the document, which the registration of the routes has made, and from
//! the few pages beside the API. It decides between 404 and 405 and answers OPTIONS.

use actix_web::dev::ResourceDef;

/// The paths of the application.
#[derive(Debug)]
pub struct RouteTable {
    routes: Vec<(ResourceDef, String)>,
}

impl RouteTable {
    /// A table of path templates, each with the methods registered for it.
    #[must_use]
    pub fn new(templates: impl IntoIterator<Item = (String, Vec<&'static str>)>) -> Self {
        let routes = templates
            .into_iter()
            .map(|(template, methods)| (ResourceDef::new(template), allow(&methods)))
            .collect();
        Self { routes }
    }

    /// The template of a path; none when there is no such path.
    #[must_use]
    pub fn template(&self, path: &str) -> Option<&str> {
        self.routes
            .iter()
            .find_map(|(template, _)| template.is_match(path).then(|| template.pattern()).flatten())
    }

    /// The `Allow` value of a path (RFC 9110 section 10.2.1); none when there is no such path.
    #[must_use]
    pub fn allow(&self, path: &str) -> Option<&str> {
        self.routes
            .iter()
            .find(|(template, _)| template.is_match(path))
            .map(|(_, allow)| allow.as_str())
    }
}

/// HEAD comes with GET, OPTIONS with every path.
fn allow(methods: &[&str]) -> String {
    let mut all: Vec<&str> = methods.to_vec();
    if all.contains(&"GET") {
        all.push("HEAD");
    }
    all.push("OPTIONS");
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_by_its_template_and_says_what_it_takes() {
        let table = RouteTable::new([
            ("/a/{code}".to_owned(), vec!["GET", "PATCH"]),
            ("/a".to_owned(), vec!["POST"]),
        ]);
        assert_eq!(table.allow("/a/x"), Some("GET, PATCH, HEAD, OPTIONS"));
        assert_eq!(table.allow("/a"), Some("POST, OPTIONS"));
        assert_eq!(table.allow("/a/x/y"), None);
        assert_eq!(table.template("/a/x"), Some("/a/{code}"));
        assert_eq!(table.template("/a/x/y"), None);
    }
}
