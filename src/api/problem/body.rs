//! The problem document as it is sent (RFC 9457) and the parts of it that a caller can influence.
//! It knows the wire form and must not know why a problem arose.

use serde::Serialize;
use utoipa::ToSchema;

use super::code::ProblemCode;
use super::language::ProblemLanguage;
use super::member::{Fault, FaultCode, Place};

/// How many faults a problem lists; its detail states how many there are.
const MAX_FAULTS: usize = 100;
/// The greatest length of a message in characters.
const MAX_MESSAGE: usize = 2000;
/// The greatest length of a parameter's name or a pointer in characters.
const MAX_PLACE: usize = 200;
/// The greatest length of an instance in characters.
const MAX_INSTANCE: usize = 2000;
/// The greatest length of a request's identifier in characters.
const MAX_REQUEST_ID: usize = 128;

/// A problem document (RFC 9457): what went wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemBody {
    /// The kind of problem; the address of the page that explains it.
    #[serde(rename = "type")]
    #[schema(max_length = 100, pattern = "^/problems/[a-z0-9-]+$")]
    pub type_reference: String,
    /// A short name for people, the same for every problem of this kind, in the language of the answer.
    #[schema(value_type = String, max_length = 200, pattern = "^[^\\x00-\\x1F\\x7F]+$")]
    pub title: &'static str,
    /// The HTTP status of the answer.
    #[schema(format = Int32, minimum = 400, maximum = 599)]
    pub status: u16,
    /// What went wrong this time, for people, in the language of the answer.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x1F\\x7F]+$")]
    pub detail: String,
    /// The path of the request.
    #[schema(max_length = 2000, format = "uri-reference")]
    pub instance: String,
    /// The kind of problem, for programs.
    pub code: ProblemCode,
    /// What to name when asking the operator about this answer; the same as in the header `X-Request-Id`.
    #[schema(max_length = 128, pattern = "^[\\x21-\\x7E]*$")]
    pub request_id: String,
    /// Every faulty parameter and member, at most 100; empty when no single one is at fault.
    #[schema(max_items = 100)]
    pub errors: Vec<FaultBody>,
    /// The rule that refused, with 403; `docs/permissions.md` lists all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 60, pattern = "^[a-z-]+$", nullable = false)]
    pub rule: Option<&'static str>,
    /// The states that may follow the present one, with 409 when a move is refused; empty when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100, nullable = false)]
    pub allowed_transitions: Option<Vec<String>>,
    /// What others have changed since, with 412.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stale: Option<StaleBody>,
}

/// What others have changed since the version that the caller knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaleBody {
    /// The version now.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub current_version: i64,
    /// The members that have changed since, as JSON pointers; empty when the version that the caller names never was.
    #[schema(max_items = 100)]
    pub changed_members: Vec<String>,
    /// Those of them that the caller was about to change too: empty means that the same patch can be sent again.
    #[schema(max_items = 100)]
    pub overlapping_members: Vec<String>,
}

/// One faulty parameter or member of a request. It has either `parameter` or `pointer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FaultBody {
    /// The member of the body, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F\\x7F]*$", nullable = false)]
    pub pointer: Option<String>,
    /// The name of the parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F\\x7F]*$", nullable = false)]
    pub parameter: Option<String>,
    /// The kind of fault, for programs.
    pub code: FaultCode,
    /// What is wrong, for people, in the language of the answer.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x1F\\x7F]+$")]
    pub message: String,
    /// A known name or value that is close to the given one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F\\x7F]+$", nullable = false)]
    pub suggestion: Option<String>,
}

/// The faults as they are sent, in the order they were found.
pub(super) fn faults(faults: &[Fault], language: ProblemLanguage) -> Vec<FaultBody> {
    faults.iter().take(MAX_FAULTS).map(|fault| fault_body(fault, language)).collect()
}

fn fault_body(fault: &Fault, language: ProblemLanguage) -> FaultBody {
    let (pointer, parameter) = match &fault.place {
        Place::Pointer(pointer) => (Some(printable(pointer, MAX_PLACE)), None),
        Place::Parameter(name) => (None, Some(printable(name, MAX_PLACE))),
    };
    FaultBody {
        pointer,
        parameter,
        code: fault.code,
        message: printable(&fault.message(language), MAX_MESSAGE),
        suggestion: fault.args.did_you_mean.as_deref().map(|name| printable(name, MAX_PLACE)),
    }
}

/// The detail as it is sent.
pub(super) fn detail(text: &str) -> String {
    printable(text, MAX_MESSAGE)
}

/// The text without control characters and cut to a length, since callers choose some of it.
fn printable(text: &str, max: usize) -> String {
    text.chars()
        .take(max)
        .map(
            |character| {
                if character.is_control() { char::REPLACEMENT_CHARACTER } else { character }
            },
        )
        .collect()
}

/// The identifier as far as it is visible ASCII, cut to its greatest length.
pub(super) fn request_id(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(MAX_REQUEST_ID).collect()
}

/// The path of a request as a valid URI reference (RFC 3986 section 4.1): the query is left out,
/// since it may hold what nobody should log, and bytes that may not stand in a path are
/// percent-encoded.
pub(super) fn instance(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut reference = String::with_capacity(path.len());
    for (position, byte) in path.bytes().enumerate() {
        let piece = match byte {
            // Two slashes at the start would name a host.
            b'/' if position == 1 && reference == "/" => encoded(byte),
            b'%' if !starts_escape(path, position) => encoded(byte),
            b'%' | b'/' => char::from(byte).to_string(),
            _ if may_stand_in_path(byte) => char::from(byte).to_string(),
            _ => encoded(byte),
        };
        // What comes after a cut escape would not be one, so whole pieces are kept or left out.
        let escape_ahead = if byte == b'%' && piece.len() == 1 { 2 } else { 0 };
        if reference.len() + piece.len() + escape_ahead > MAX_INSTANCE {
            break;
        }
        reference.push_str(&piece);
    }
    reference
}

fn starts_escape(path: &str, position: usize) -> bool {
    let digits = path.as_bytes().get(position + 1..position + 3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn may_stand_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}

fn encoded(byte: u8) -> String {
    format!("%{byte:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_place_once() {
        let bodies = faults(
            &[
                Fault::parameter("limit", FaultCode::TooLarge).within(1, 100),
                Fault::pointer("/due_on", FaultCode::NotADate),
            ],
            ProblemLanguage::En,
        );
        let json = serde_json::to_value(&bodies).unwrap();
        assert_eq!(
            json[0],
            serde_json::json!({"parameter": "limit", "code": "too_large", "message": "The value must be between 1 and 100."})
        );
        assert_eq!(json[1]["pointer"], "/due_on");
        assert!(json[1].get("parameter").is_none());
    }

    #[test]
    fn what_callers_chose_is_made_printable_and_cut() {
        let name = format!("a\u{0}\n{}", "x".repeat(500));
        let bodies =
            faults(&[Fault::parameter(&name, FaultCode::UnknownParameter)], ProblemLanguage::En);
        let sent = bodies[0].parameter.as_deref().unwrap();
        assert!(sent.starts_with("a\u{FFFD}\u{FFFD}x"));
        assert_eq!(sent.chars().count(), MAX_PLACE);
        assert_eq!(request_id("01J \r\n<x>"), "01J<x>");
    }

    #[test]
    fn at_most_a_hundred_faults_are_listed() {
        let many = vec![Fault::parameter("a", FaultCode::UnknownParameter); 250];
        assert_eq!(faults(&many, ProblemLanguage::En).len(), MAX_FAULTS);
    }

    #[test]
    fn an_instance_is_always_a_valid_path() {
        let cases = [
            ("/api/v1/initiatives/hketoll", "/api/v1/initiatives/hketoll"),
            ("/a?secret=1", "/a"),
            ("/a b{c}|\"", "/a%20b%7Bc%7D%7C%22"),
            ("/%E4%B8%AD", "/%E4%B8%AD"),
            ("/%zz%4", "/%25zz%254"),
            ("/中", "/%E4%B8%AD"),
            ("//host/x", "/%2Fhost/x"),
            ("/a//b", "/a//b"),
            ("/%\u{e9}", "/%25%C3%A9"),
            ("", ""),
        ];
        for (path, expected) in cases {
            assert_eq!(instance(path), expected, "{path}");
        }
    }

    #[test]
    fn a_long_instance_is_cut_between_escapes() {
        for path in ["/".to_owned() + &"%20".repeat(3000), "/".to_owned() + &"é".repeat(3000)] {
            let sent = instance(&path);
            assert!(sent.len() <= MAX_INSTANCE && sent.len() > MAX_INSTANCE - 4);
            assert_eq!((sent.len() - 1) % 3, 0);
        }
    }
}
