//! A Rust file as words: comments and literals blanked out, so that only what the compiler sees is looked at.

use std::path::Path;

/// A file of the project.
pub struct Source {
    /// From the project's root.
    pub path: String,
    /// As it is.
    pub text: String,
    /// The same, line by line, with comments and the insides of literals as blanks.
    pub code: String,
}

/// A word or a mark, with the number of its line.
type Token = (usize, String);

impl Source {
    pub fn read(root: &Path, path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let path = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        Self { path, code: blanked(&text), text }
    }

    /// The words, each with the number of its line.
    pub fn words(&self) -> impl Iterator<Item = Token> {
        self.tokens()
            .into_iter()
            .filter(|(_, token)| token.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    }

    /// The first modules behind `crate::` and behind `super::` chains that leave the layer, each with its line.
    pub fn crate_paths(&self) -> Vec<Token> {
        let tokens = self.tokens();
        let depth = self.path.trim_end_matches("/mod.rs").matches('/').count();
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let word = tokens[at].1.as_str();
            let mut next = at + 1;
            let mut outside = word == "crate" || word == "smartcity";
            if word == "super" {
                let mut steps = 1;
                while text(&tokens, next) == "::" && text(&tokens, next + 1) == "super" {
                    steps += 1;
                    next += 2;
                }
                outside = steps >= depth;
            }
            if outside && text(&tokens, next) == "::" {
                found.extend(heads(&tokens, next + 1));
            }
            at = next;
        }
        found
    }

    /// Each `first::second`.
    pub fn paths_of_two(&self) -> Vec<(usize, [String; 2])> {
        let tokens = self.tokens();
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            if text(&tokens, at + 1) == "::" {
                for (_, second) in heads(&tokens, at + 2) {
                    found.push((tokens[at].0, [tokens[at].1.clone(), second]));
                }
            }
        }
        found
    }

    /// The lines of code before the tests of the file, or none when the whole file is tests.
    pub fn without_tests(&self) -> Vec<(usize, &str)> {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        if name == "tests.rs" || name.ends_with("_tests.rs") || self.path.contains("/tests/") {
            return Vec::new();
        }
        let own = self.code.split("#[cfg(test)]").next().unwrap_or_default();
        own.lines().enumerate().map(|(nth, line)| (nth + 1, line)).collect()
    }

    fn tokens(&self) -> Vec<Token> {
        let mut tokens = Vec::new();
        for (nth, line) in self.code.lines().enumerate() {
            let mut rest = line;
            while let Some(first) = rest.chars().next() {
                let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
                let length = if is_word(first) {
                    rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
                } else if rest.starts_with("::") {
                    2
                } else {
                    first.len_utf8()
                };
                let (token, after) = rest.split_at(length);
                if !token.trim().is_empty() {
                    tokens.push((nth + 1, token.to_owned()));
                }
                rest = after;
            }
        }
        tokens
    }
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |(_, token)| token)
}

/// What stands at `at`: one word, or the first words of a group in braces.
fn heads(tokens: &[Token], at: usize) -> Vec<Token> {
    if text(tokens, at) != "{" {
        return tokens.get(at).cloned().into_iter().collect();
    }
    let (mut heads, mut depth, mut expected) = (Vec::new(), 0, false);
    for token in &tokens[at..] {
        match token.1.as_str() {
            "{" => {
                depth += 1;
                expected = depth == 1;
            }
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," if depth == 1 => expected = true,
            _ if expected => {
                heads.push(token.clone());
                expected = false;
            }
            _ => {}
        }
    }
    heads
}

/// Replaces comments, and what stands in strings and characters, by blanks; keeps every line break.
fn blanked(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = comment(rest).or_else(|| literal(rest, code.chars().last()));
        let Some(length) = length else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (hidden, after) = rest.split_at(length);
        code.extend(hidden.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    code
}

/// The length of the comment at the beginning, if there is one.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(at)
}

/// The length of the string or character at the beginning, if there is one; `before` is the letter before it.
fn literal(rest: &str, before: Option<char>) -> Option<usize> {
    let in_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let prefix = rest.find(|letter| letter != 'b' && letter != 'r' && letter != 'c').unwrap_or(0);
    if !in_word && rest[..prefix].contains('r') && prefix <= 2 {
        let hashes = rest[prefix..].chars().take_while(|letter| *letter == '#').count();
        if rest[prefix + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let begin = prefix + hashes + 1;
            return Some(rest[begin..].find(&end).map_or(rest.len(), |at| begin + at + end.len()));
        }
    }
    if rest.starts_with('"') {
        return Some(closing(rest, '"'));
    }
    // A quote that closes one letter later is a character; any other is a lifetime.
    let letters: Vec<char> = rest.chars().take(3).collect();
    let is_character = letters.first() == Some(&'\'')
        && (letters.get(1) == Some(&'\\') || letters.get(2) == Some(&'\''));
    is_character.then(|| closing(rest, '\''))
}

fn closing(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == quote {
            return at + letter.len_utf8();
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::{Source, blanked};

    fn source(text: &str) -> Source {
        Source {
            path: "src/app/load/keep.rs".to_owned(),
            text: text.to_owned(),
            code: blanked(text),
        }
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        let code =
            blanked("a // b\n/* c /* d */ */ e \"f \\\" g\" 'h' r#\"i\"j\"# '\\'' k::<'l>('m')");
        let words: Vec<&str> = code.split_whitespace().collect();
        assert_eq!(words, ["a", "e", "k::<'l>(", ")"]);
    }

    #[test]
    fn paths_into_other_layers_are_found_however_they_are_written() {
        let names = |text: &str| -> Vec<String> {
            source(text).crate_paths().into_iter().map(|(_, name)| name).collect()
        };
        assert_eq!(names("use crate::store::Fault;"), ["store"]);
        assert_eq!(
            names("use crate::{api::{a, b}, clock, domain::c};"),
            ["api", "clock", "domain"]
        );
        assert_eq!(names("fn f(x: crate::domain::Y) { crate ::app::g() }"), ["domain", "app"]);
        assert_eq!(names("// use crate::api::x;\nlet s = \"crate::api\";"), Vec::<String>::new());
        assert_eq!(names("use super::report; use super::super::page;"), Vec::<String>::new());
        assert_eq!(names("use super::super::super::api;"), ["api"]);
    }
}
