//! What `/problems/{code}` shows: a page for people and a document for programs.
//! It knows the fixed texts of a code and must not know any request or the web framework.

use serde::Serialize;
use utoipa::ToSchema;

use super::code::ProblemCode;
use super::language::{ProblemLanguage, Words};
use super::table::{Texts, texts};

/// The `Content-Security-Policy` under which the page works: no script, no outside resource, and
/// of styles only its own, named by its hash.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'sha256-/91EBtiZS2vPzSsn4A0LAIuF7l46uUqXb+RZfCDV1SY='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A kind of problem, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemType {
    /// The address of this explanation, as in the member `type` of a problem.
    #[serde(rename = "type")]
    #[schema(max_length = 100, pattern = "^/problems/[a-z0-9-]+$")]
    pub type_reference: String,
    /// The code, for programs.
    pub code: ProblemCode,
    /// The HTTP status that goes with it.
    #[schema(format = Int32, minimum = 400, maximum = 599)]
    pub status: u16,
    /// A short name for people, in the language of the answer.
    #[schema(value_type = String, max_length = 200, pattern = "^[^\\x00-\\x1F\\x7F]+$")]
    pub title: &'static str,
    /// What happened when a problem of this kind is sent, in the language of the answer.
    #[schema(value_type = String, max_length = 1000, pattern = "^[^\\x00-\\x1F\\x7F]+$")]
    pub meaning: &'static str,
    /// What the caller can do about it, in the language of the answer.
    #[schema(value_type = String, max_length = 1000, pattern = "^[^\\x00-\\x1F\\x7F]+$")]
    pub remedy: &'static str,
}

/// The explanation of a code for programs.
#[must_use]
pub fn json(code: ProblemCode, language: ProblemLanguage) -> ProblemType {
    let Texts { title, meaning, remedy } = texts(code, language);
    ProblemType {
        type_reference: code.type_reference(),
        code,
        status: code.status(),
        title,
        meaning,
        remedy,
    }
}

/// The explanation of a code for people: one self-contained page without scripts. All its text
/// is ours, so nothing in it needs escaping.
#[must_use]
pub fn html(code: ProblemCode, language: ProblemLanguage) -> String {
    let Texts { title, meaning, remedy } = texts(code, language);
    let word = |words: Words| words.text(language);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} ({status})</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p class=\"kind\">{kind}</p>\n<h1>{title}</h1>\n\
         <h2>{meaning_heading}</h2>\n<p>{meaning}</p>\n<h2>{remedy_heading}</h2>\n<p>{remedy}</p>\n\
         <dl>\n<dt>{status_heading}</dt>\n<dd>{status}</dd>\n\
         <dt>{code_heading}</dt>\n<dd><code>{code}</code></dd>\n</dl>\n</main>\n\
         <footer>\n<nav aria-label=\"{languages}\">\n<ul>\n{links}</ul>\n</nav>\n\
         <p><a href=\"/docs\">{reference}</a></p>\n</footer>\n</body>\n</html>\n",
        tag = language.tag(),
        status = code.status(),
        kind = word(KIND),
        meaning_heading = word(MEANING),
        remedy_heading = word(REMEDY),
        status_heading = word(STATUS),
        code_heading = word(CODE),
        languages = word(LANGUAGES),
        links = links(language),
        reference = word(REFERENCE),
    )
}

/// All codes for people, each with a link to its explanation.
#[must_use]
pub fn index(language: ProblemLanguage) -> String {
    let rows = ProblemCode::ALL.iter().map(|code| {
        let title = texts(*code, language).title;
        format!(
            "<p><a href=\"/problems/{code}\">{title}</a> ({status}, <code>{code}</code>)</p>\n",
            status = code.status()
        )
    });
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{kind}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{kind}</h1>\n\
         {rows}</main>\n<footer>\n<nav aria-label=\"{languages}\">\n<ul>\n{links}</ul>\n</nav>\n\
         <p><a href=\"/docs\">{reference}</a></p>\n</footer>\n</body>\n</html>\n",
        tag = language.tag(),
        kind = KIND.text(language),
        rows = rows.collect::<String>(),
        languages = LANGUAGES.text(language),
        links = links(language),
        reference = REFERENCE.text(language),
    )
}

/// One entry for each language, in its own name; the shown one is marked.
fn links(shown: ProblemLanguage) -> String {
    let link = |language: ProblemLanguage| {
        let tag = language.tag();
        let current = if language == shown { " aria-current=\"true\"" } else { "" };
        let name = OWN_NAME.text(language);
        format!(
            "<li><a href=\"?lang={tag}\" lang=\"{tag}\" hreflang=\"{tag}\"{current}>{name}</a></li>\n"
        )
    };
    ProblemLanguage::ALL.map(link).concat()
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:2rem 1.25rem}\
h1{font-size:1.75rem;line-height:1.25;margin:0 0 1.5rem}h2{font-size:1.125rem;margin:1.5rem 0 .25rem}\
p{margin:0 0 1rem}.kind{margin:0}code{font-family:ui-monospace,monospace}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:2rem 0}dd{margin:0}\
footer{border-top:1px solid;padding-top:1rem}ul{display:flex;flex-wrap:wrap;gap:1.25rem;list-style:none;margin:0 0 1rem;padding:0}\
a{color:inherit}a[aria-current]{font-weight:bold;text-decoration:none}";

const KIND: Words = Words::new("Problem type", "問題類別", "问题类别");
const MEANING: Words = Words::new("What it means", "含義", "含义");
const REMEDY: Words = Words::new("What to do", "解決方法", "解决方法");
const STATUS: Words = Words::new("HTTP status", "HTTP 狀態碼", "HTTP 状态码");
const CODE: Words = Words::new("Code", "代碼", "代码");
const LANGUAGES: Words = Words::new("Languages", "語言", "语言");
const REFERENCE: Words = Words::new("API reference", "API 參考文件", "API 参考文档");
const OWN_NAME: Words = Words::new("English", "繁體中文", "简体中文");

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_page_shows_the_texts_of_its_code_in_its_language() {
        let page = html(ProblemCode::InvalidCursor, ProblemLanguage::ZhHant);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh-Hant\">"));
        for text in
            ["<h1>游標無效</h1>", "<dd>400</dd>", "<code>invalid-cursor</code>", "?lang=zh-Hans"]
        {
            assert!(page.contains(text), "{text}\n{page}");
        }
        assert_eq!(page.matches("aria-current").count() - STYLE.matches("aria-current").count(), 1);
    }

    #[test]
    fn the_page_loads_nothing_and_runs_nothing() {
        for code in ProblemCode::ALL {
            let page = html(code, ProblemLanguage::En);
            for word in ["<script", "http:", "https:", "src=", "url(", "@import"] {
                assert!(!page.contains(word), "{code}: {word}");
            }
        }
    }

    #[test]
    fn the_policy_names_the_hash_of_the_style() {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
        assert!(CONTENT_SECURITY_POLICY.contains(&format!("'sha256-{hash}'")), "{hash}");
    }

    #[test]
    fn the_document_explains_the_code() {
        let kind = json(ProblemCode::Gone, ProblemLanguage::En);
        assert_eq!((kind.status, kind.title), (410, "No longer available"));
        assert_eq!(serde_json::to_value(&kind).unwrap()["type"], "/problems/gone");
    }
}
