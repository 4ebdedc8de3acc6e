//! Shows the effective configuration, as lines for people or JSON for programs. Knows rows and
//! faults; must not see a secret, nor print anything itself.

use serde_json::{Value, json};

use crate::config::{ConfigFault, Effective, Inspection};

/// How `smartcity config` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ShowFormat {
    /// Aligned lines.
    Text,
    /// One JSON object.
    Json,
}

/// The whole answer, with a line break at its end.
#[must_use]
pub fn render(inspection: &Inspection, format: ShowFormat) -> String {
    match format {
        ShowFormat::Text => text(inspection),
        ShowFormat::Json => format!("{:#}\n", json_value(inspection)),
    }
}

fn text(inspection: &Inspection) -> String {
    let origins: Vec<String> = inspection.rows.iter().map(|row| row.origin.to_string()).collect();
    let keys = width(inspection.rows.iter().map(|row| row.key));
    let values = width(inspection.rows.iter().map(|row| row.value.as_str()));
    let mut out = line("KEY", keys, "VALUE", values, "ORIGIN");
    for (row, origin) in inspection.rows.iter().zip(&origins) {
        out += &line(row.key, keys, &one_line(&row.value), values, origin);
    }
    out += &fault_lines("Not accepted:", &inspection.faults);
    out += &fault_lines("`smartcity serve` would refuse to start:", &inspection.serve_faults);
    out
}

fn width<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells.map(|cell| one_line(cell).chars().count()).max().unwrap_or_default()
}

fn line(key: &str, keys: usize, value: &str, values: usize, origin: &str) -> String {
    format!("{key:keys$}  {value:values$}  {origin}\n")
}

/// A refused value may hold anything, but a row stays a row.
fn one_line(text: &str) -> String {
    let plain = |letter: char| {
        if letter.is_control() { '\u{fffd}' } else { letter }
    };
    text.chars().map(plain).collect()
}

fn fault_lines(heading: &str, faults: &[ConfigFault]) -> String {
    if faults.is_empty() {
        return String::new();
    }
    let lines = faults.iter().map(|fault| format!("  {fault}\n"));
    format!("\n{heading}\n") + &lines.collect::<String>()
}

fn json_value(inspection: &Inspection) -> Value {
    json!({
        "settings": inspection.rows.iter().map(row).collect::<Vec<_>>(),
        "faults": inspection.faults.iter().map(fault).collect::<Vec<_>>(),
        "serve_faults": inspection.serve_faults.iter().map(fault).collect::<Vec<_>>(),
    })
}

fn row(row: &Effective) -> Value {
    json!({
        "key": row.key,
        "value": row.value,
        "origin": { "kind": row.origin.kind(), "name": row.origin.name() },
        "accepted": row.accepted,
    })
}

fn fault(fault: &ConfigFault) -> Value {
    json!({
        "key": fault.key,
        "origin": fault.origin.as_ref().map(|origin| {
            json!({ "kind": origin.kind(), "name": origin.name() })
        }),
        "message": fault.message,
    })
}
