//! `smartcity keys …`: the signing keys of the installation.

use std::process::ExitCode;

use crate::app::identity::{KeyRing, Rotation};
use crate::cli::KeysAction;
use crate::commands::user::open;
use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::master_key;
use crate::sealing::SealingKey;

/// Does what was asked of the keys.
pub fn run(settings: &Settings, action: KeysAction) -> Result<ExitCode, Failure> {
    let installation = open(settings)?;
    let master = master_key::load(settings).map_err(failure)?;
    let wrapping = SealingKey::derive(master.expose(), master_key::SIGNING_KEYS);
    let (now, entropy) = (installation.clock.now(), &installation.entropy);
    let ring = KeyRing::open(&installation.database, wrapping, now, entropy).map_err(failure)?;
    if let KeysAction::Rotate { now: at_once } = action {
        let rotation = if at_once { Rotation::AtOnce } else { Rotation::Gentle };
        ring.rotate(rotation, now, entropy).map_err(failure)?;
        terminal::say(if at_once {
            "a new key signs from now on; tokens signed before are refused within seconds"
        } else {
            "a new key is published and signs in ten minutes; tokens stay good"
        });
    }
    for key in ring.status(now) {
        let from = key.times.active_from.with_timezone(&settings.locale.time_zone);
        let from = from.format("%Y-%m-%d %H:%M %Z");
        terminal::say(&format!("{}  from {from}  {}", key.kid, key.role));
    }
    Ok(ExitCode::SUCCESS)
}
