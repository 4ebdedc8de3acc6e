//! Takes parsed values out of the merged layers and collects every fault on the way. Knows how a
//! value is shown; must not know any single key.

use figment::value::Value;

use crate::config::fault::{ConfigFault, Wrong};
use crate::config::keys::{KEYS, Key};
use crate::config::layers::Layers;
use crate::config::origin::Origin;
use crate::config::parse::NONE;

/// What is shown in place of a secret.
pub(super) const MASK: &str = "********";

/// One key as it stands after merging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The key as the file spells it.
    pub key: &'static str,
    /// Its value as text, secrets masked; if it is not accepted, as it was written.
    pub value: String,
    /// Where the value came from.
    pub origin: Origin,
    /// Whether the value is accepted.
    pub accepted: bool,
}

/// Says that a value could not be had and that the fault is already kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept;

/// Reads keys one by one. A fault is kept, so that the remaining keys are read too.
#[derive(Debug)]
pub(super) struct Reader {
    layers: Layers,
    rows: Vec<Effective>,
    faults: Vec<ConfigFault>,
}

impl Reader {
    pub(super) fn new(mut layers: Layers) -> Self {
        let faults = std::mem::take(&mut layers.faults);
        Self { layers, rows: Vec::new(), faults }
    }

    /// A key that always has a value.
    pub(super) fn scalar<T>(
        &mut self,
        key: &'static Key,
        parse: impl Fn(&str) -> Result<T, Wrong>,
        show: impl Fn(&T) -> String,
    ) -> Result<T, Kept> {
        let parse = |value: &Value| parse(&scalar_text(value).ok_or(Wrong::NotAccepted)?);
        let taken = self.take(key, parse, show);
        taken.unwrap_or_else(|| Err(self.missing(key)))
    }

    /// A key that `none` unsets.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static Key,
        parse: impl Fn(&str) -> Result<T, Wrong>,
        show: impl Fn(&T) -> String,
    ) -> Result<Option<T>, Kept> {
        self.scalar(key, or_none(parse), |value| shown_or_none(value.as_ref(), &show))
    }

    /// A key without a fixed default: `derive` is asked when nobody sets it, and fails if what it
    /// follows from is faulty.
    pub(super) fn derived<T>(
        &mut self,
        key: &'static Key,
        parse: impl Fn(&str) -> Result<T, Wrong>,
        show: impl Fn(&T) -> String,
        derive: impl FnOnce() -> Result<T, Kept>,
    ) -> Result<T, Kept> {
        let parse = |value: &Value| parse(&scalar_text(value).ok_or(Wrong::NotAccepted)?);
        if let Some(taken) = self.take(key, parse, &show) {
            return taken;
        }
        let value = derive();
        let shown = value.as_ref().map_or_else(|_| key.preset.words().to_owned(), &show);
        self.row(key, shown, Origin::Default, true);
        value
    }

    /// A key whose value is a list: an array in the file, or text with commas; `none` is empty.
    pub(super) fn list<T>(
        &mut self,
        key: &'static Key,
        parse: impl Fn(&[String]) -> Result<T, Wrong>,
        show: impl Fn(&T) -> String,
    ) -> Result<T, Kept> {
        let parse = |value: &Value| parse(&list_items(value).ok_or(Wrong::NotAccepted)?);
        let taken = self.take(key, parse, show);
        taken.unwrap_or_else(|| Err(self.missing(key)))
    }

    /// Keeps a fault that concerns keys already read.
    pub(super) fn contradiction(&mut self, key: &Key, reason: &str) -> Kept {
        let row = self.rows.iter().find(|row| row.key == key.name);
        let origin = row.map(|row| row.origin.clone());
        self.faults.push(ConfigFault::contradiction(key, origin, reason));
        Kept
    }

    /// The rows in the order of the table of keys, and all faults.
    pub(super) fn finish(mut self) -> (Vec<Effective>, Vec<ConfigFault>) {
        self.rows.sort_by_key(|row| KEYS.iter().position(|key| key.name == row.key));
        (self.rows, self.faults)
    }

    /// Nothing if no layer sets the key.
    fn take<T>(
        &mut self,
        key: &'static Key,
        parse: impl Fn(&Value) -> Result<T, Wrong>,
        show: impl Fn(&T) -> String,
    ) -> Option<Result<T, Kept>> {
        let (value, origin) = self.layers.find(key)?;
        Some(match parse(&value) {
            Ok(parsed) => {
                self.row(key, show(&parsed), origin, true);
                Ok(parsed)
            }
            Err(wrong) => {
                let written = written(&value);
                self.faults.push(ConfigFault::refused(key, origin.clone(), &written, wrong));
                let shown = if key.secret { MASK.to_owned() } else { written };
                self.row(key, shown, origin, false);
                Err(Kept)
            }
        })
    }

    fn missing(&mut self, key: &Key) -> Kept {
        let reason = format!("is not set and must be {}", key.accepts);
        self.contradiction(key, &reason)
    }

    fn row(&mut self, key: &'static Key, value: String, origin: Origin, accepted: bool) {
        self.rows.push(Effective { key: key.name, value, origin, accepted });
    }
}

/// A parser that takes `none` as well.
fn or_none<T>(
    parse: impl Fn(&str) -> Result<T, Wrong>,
) -> impl Fn(&str) -> Result<Option<T>, Wrong> {
    move |text| {
        if text == NONE { Ok(None) } else { parse(text).map(Some) }
    }
}

/// The form in which a value that may be unset is shown.
fn shown_or_none<T>(value: Option<&T>, show: impl Fn(&T) -> String) -> String {
    value.map_or_else(|| NONE.to_owned(), show)
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.trim().to_owned()),
        Value::Char(_, letter) => Some(letter.to_string()),
        Value::Bool(_, truth) => Some(truth.to_string()),
        Value::Num(_, number) => {
            let whole = number.to_i128().map(|whole| whole.to_string());
            let natural = || number.to_u128().map(|natural| natural.to_string());
            whole.or_else(natural).or_else(|| number.to_f64().map(|real| real.to_string()))
        }
        Value::Empty(..) | Value::Dict(..) | Value::Array(..) => None,
    }
}

fn list_items(value: &Value) -> Option<Vec<String>> {
    if let Value::Array(_, items) = value {
        return items.iter().map(scalar_text).collect();
    }
    let text = scalar_text(value)?;
    if text == NONE {
        return Some(Vec::new());
    }
    Some(text.split(',').map(|item| item.trim().to_owned()).collect())
}

/// A refused value in the words of whoever wrote it, as far as a line can hold them.
fn written(value: &Value) -> String {
    match value {
        Value::Dict(..) => "a section".to_owned(),
        Value::Array(_, items) => items.iter().map(written).collect::<Vec<_>>().join(","),
        other => scalar_text(other).unwrap_or_default(),
    }
}
