//! The statements that the store really sends, caught where diesel hands them to the database. Reads run on the thread
//! that asks, so each thread keeps its own.

use std::cell::RefCell;
use std::fmt;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

thread_local! {
    static SENT: RefCell<Vec<Statement>> = const { RefCell::new(Vec::new()) };
}

/// A statement as it was sent.
#[derive(Debug, Clone)]
pub struct Statement {
    pub text: String,
    /// The values bound to it, as literals that the database reads as the type it expects.
    pub values: Vec<String>,
}

impl fmt::Display for Statement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Which columns are read is the same everywhere; what follows is what decides the plan.
        let from = self.text.find(" FROM ").unwrap_or(0);
        write!(formatter, "SELECT …{} with {}", &self.text[from..], self.values.join(", "))
    }
}

/// Catches the statements of every connection that is opened from now on.
pub fn start() {
    set_default_instrumentation(catcher).unwrap();
}

/// The queries of this thread while `work` runs, without those that begin and end transactions.
pub fn during(work: impl FnOnce()) -> Vec<Statement> {
    SENT.take();
    work();
    let sent = SENT.take();
    sent.into_iter()
        .filter(|sent| sent.text.starts_with("SELECT ") && sent.text != "SELECT 1")
        .collect()
}

#[expect(clippy::unnecessary_wraps, reason = "the form in which diesel takes it")]
fn catcher() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let shown = query.to_string();
            let (text, binds) = shown.split_once(" -- binds: ").unwrap_or((&shown, "[]"));
            let statement =
                Statement { text: text.trim().to_owned(), values: literals(binds.trim()) };
            SENT.with_borrow_mut(|sent| sent.push(statement));
        }
    }))
}

/// Reads the list of bound values as diesel shows it: `[["D7"], 26]` is `'{"D7"}'` and `'26'`.
fn literals(binds: &str) -> Vec<String> {
    let inner = binds.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(binds);
    let (mut depth, mut quoted, mut values) = (0, false, vec![String::new()]);
    for letter in inner.chars() {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                values.push(String::new());
                continue;
            }
            _ => {}
        }
        values.last_mut().unwrap().push(letter);
    }
    let values = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
    values.map(literal).collect()
}

fn literal(shown: &str) -> String {
    match shown.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(elements) => format!("'{{{elements}}}'"),
        None => format!("'{}'", shown.trim_matches('"')),
    }
}
