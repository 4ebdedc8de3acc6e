//! Merges the layers with figment and remembers where each value came from. Knows files,
//! variables and flags; must not know what a value means.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use figment::providers::{Format as _, Toml};
use figment::util::nest;
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use crate::config::fault::ConfigFault;
use crate::config::keys::{self, CONFIG_VARIABLE, KEYS, Key, Preset};
use crate::config::origin::Origin;
use crate::config::sources::{ConfigSources, FileChoice, Flags, VARIABLE_PREFIX};
use crate::config::suggest;

/// The merged layers, before any value is parsed.
#[derive(Debug)]
pub(super) struct Layers {
    figment: Figment,
    /// Figment names a layer by a text; this leads back from it.
    origins: BTreeMap<String, Origin>,
    /// What was wrong with the layers themselves.
    pub faults: Vec<ConfigFault>,
}

/// One layer as figment takes it.
struct Layer {
    name: String,
    values: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}

impl Layers {
    fn add(&mut self, origin: Origin, values: Dict) {
        let name = origin.to_string();
        let figment = std::mem::take(&mut self.figment);
        self.figment = figment.merge(Layer { name: name.clone(), values });
        self.origins.insert(name, origin);
    }

    fn add_text(&mut self, origin: Origin, key: &Key, text: &str) {
        let values = nest(key.name, Value::from(text)).into_dict();
        self.add(origin, values.unwrap_or_default());
    }

    /// The value of the last layer that sets the key, and which one that is.
    pub(super) fn find(&self, key: &Key) -> Option<(Value, Origin)> {
        let value = self.figment.find_value(key.name).ok()?;
        let layer = self.figment.get_metadata(value.tag());
        let origin = layer.and_then(|layer| self.origins.get(layer.name.as_ref()));
        Some((value, origin.cloned().unwrap_or(Origin::Default)))
    }
}

/// Reads and merges all layers; what is wrong with one does not hide the others.
pub(super) fn merge(sources: &ConfigSources) -> Layers {
    let mut layers =
        Layers { figment: Figment::new(), origins: BTreeMap::new(), faults: Vec::new() };
    for key in KEYS {
        if let Preset::Text(text) = key.preset {
            layers.add_text(Origin::Default, key, text);
        }
    }
    add_file(&mut layers, sources.file_choice());
    add_environment(&mut layers, sources);
    add_flags(&mut layers, &sources.flags);
    layers
}

fn add_file(layers: &mut Layers, choice: FileChoice) {
    let FileChoice { path, named_by } = choice;
    let origin = Origin::File(path.clone());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && named_by.is_none() => return,
        Err(error) => {
            let named = named_by.map_or_else(String::new, |by| format!(", named by {by},"));
            let path = path.display();
            let message = format!("the configuration file {path}{named} cannot be read: {error}");
            layers.faults.push(ConfigFault::general(Some(origin), message));
            return;
        }
    };
    match Toml::from_str::<Dict>(&text) {
        Ok(values) => {
            let values = known(values, "", &path, &mut layers.faults);
            layers.add(origin, values);
        }
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let before = text.get(..offset).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let reason = error.message().lines().collect::<Vec<_>>().join("; ");
            let path = path.display();
            let message =
                format!("the configuration file {path} is not TOML at line {line}: {reason}");
            layers.faults.push(ConfigFault::general(Some(origin), message));
        }
    }
}

/// Drops what the table of keys does not name, and keeps a fault for each: a key that is unknown,
/// a section in which no key is, a section that is given a value.
fn known(values: Dict, section: &str, path: &Path, faults: &mut Vec<ConfigFault>) -> Dict {
    let mut kept = Dict::new();
    for (part, value) in values {
        let name = if section.is_empty() { part.clone() } else { format!("{section}.{part}") };
        let inside = format!("{name}.");
        let is_section = KEYS.iter().any(|key| key.name.starts_with(&inside));
        let origin = Origin::File(path.to_path_buf());
        match value {
            _ if KEYS.iter().any(|key| key.name == name) => {
                kept.insert(part, value);
            }
            Value::Dict(tag, inner) if is_section => {
                kept.insert(part, Value::Dict(tag, known(inner, &name, path, faults)));
            }
            _ if is_section => faults.push(ConfigFault::section(&name, origin)),
            _ => faults.push(ConfigFault::unknown(&name, origin, suggest::key(&name))),
        }
    }
    kept
}

/// A variable that is set but empty counts as not set, as `DATABASE_URL=` in a compose file means.
fn add_environment(layers: &mut Layers, sources: &ConfigSources) {
    for (name, value) in sources.env.iter().filter(|(_, value)| !value.is_empty()) {
        let origin = Origin::Environment(name.clone());
        match KEYS.iter().find(|key| key.environment == name) {
            Some(key) => match value.to_str() {
                Some(text) => layers.add_text(origin, key, text),
                None => layers.faults.push(not_text(key, origin)),
            },
            None if name == CONFIG_VARIABLE || !name.starts_with(VARIABLE_PREFIX) => {}
            None => {
                let meant = suggest::variable(name);
                let fault = meant.map(|meant| ConfigFault::unknown(name, origin, Some(meant)));
                layers.faults.extend(fault);
            }
        }
    }
}

fn not_text(key: &Key, origin: Origin) -> ConfigFault {
    let message = format!("`{}`, set by {origin}, must be text in UTF-8", key.name);
    ConfigFault { key: Some(key.name.to_owned()), origin: Some(origin), message }
}

fn add_flags(layers: &mut Layers, flags: &Flags) {
    let demo = flags.demo.then(|| "true".to_owned());
    let given = [
        (&keys::LISTEN, &flags.listen),
        (&keys::METRICS_LISTEN, &flags.metrics_listen),
        (&keys::DATA_DIR, &flags.data_dir),
        (&keys::DATABASE_URL, &flags.database_url),
        (&keys::DEMO, &demo),
    ];
    for (key, value) in given {
        if let (Some(flag), Some(text)) = (key.flag, value) {
            layers.add_text(Origin::Flag(flag.to_owned()), key, text);
        }
    }
}
