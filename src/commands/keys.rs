//! `smartcity keys …`: the keys of the installation that lie in its database.

use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::contact_keys::ContactKeys;
use crate::app::identity::{self, KeyPurpose, KeyRing, ResetReport, Rotation};
use crate::app::node;
use crate::app::operator::Installation;
use crate::cli::{KeysAction, KeysPurpose};
use crate::commands::user::open;
use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::master_key;
use crate::sealing::SealingKey;

/// What happens to the keys that were there before.
const PUBLISHED: &str =
    "a new key is published and signs in ten minutes; what was signed before stays good";
const TOKENS_AT_ONCE: &str =
    "a new key signs from now on; tokens signed before are refused within seconds";
const RECEIPTS_AT_ONCE: &str =
    "a new key signs from now on; receipts of the one before it prove nothing any more";
const CONTACTS: &str = "a new key seals from now on; the ones before it open what they have sealed";

/// Does what was asked of the keys.
pub fn run(settings: &Settings, action: KeysAction) -> Result<ExitCode, Failure> {
    let installation = open(settings)?;
    let (database, entropy) = (&installation.database, &installation.entropy);
    let now = installation.clock.now();
    // Only a reset makes a new master key where an old one was used.
    let is_reset = matches!(action, KeysAction::Reset);
    let is_used = !is_reset && identity::holds_keys(database).map_err(failure)?;
    let master = master_key::load(settings, is_used).map_err(failure)?;
    let wrapping = |purpose: &str| SealingKey::derive(master.expose(), purpose);
    if is_reset {
        reset(&installation, &wrapping, now)?;
    }
    let signing = wrapping(master_key::SIGNING_KEYS);
    let signing = KeyRing::open(database, signing, now, entropy).map_err(failure)?;
    let contacts = wrapping(master_key::CONTACT_KEYS);
    let contacts = ContactKeys::open_ring(database, contacts, now, entropy).map_err(failure)?;
    if let KeysAction::Rotate { purpose, now: at_once } = action {
        let rotation = if at_once { Rotation::AtOnce } else { Rotation::Gentle };
        let rotate = |purpose| signing.rotate(purpose, rotation, now, entropy);
        let (rotated, told) = match (purpose, at_once) {
            (KeysPurpose::AccessTokens, true) => (rotate(KeyPurpose::AccessTokens), TOKENS_AT_ONCE),
            (KeysPurpose::AccessTokens, false) => (rotate(KeyPurpose::AccessTokens), PUBLISHED),
            (KeysPurpose::Receipts, true) => (rotate(KeyPurpose::Receipts), RECEIPTS_AT_ONCE),
            (KeysPurpose::Receipts, false) => (rotate(KeyPurpose::Receipts), PUBLISHED),
            (KeysPurpose::Contacts, _) => (contacts.rotate(now, entropy), CONTACTS),
        };
        rotated.map_err(failure)?;
        terminal::say(told);
    }
    show(settings, &signing, &contacts, now);
    Ok(ExitCode::SUCCESS)
}

/// Replaces what the master key does not open.
fn reset(
    installation: &Installation,
    wrapping: &impl Fn(&str) -> SealingKey,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let report = identity::reset(
        &installation.database,
        wrapping(master_key::SIGNING_KEYS),
        wrapping(master_key::CONTACT_KEYS),
        now,
        Arc::clone(&installation.entropy),
    )
    .map_err(failure)?;
    if report == ResetReport::default() {
        terminal::say("the master key opens every key: nothing to reset");
        return Ok(());
    }
    let ResetReport { access_tokens, receipts, contacts, contact_details, letters } = report;
    terminal::say(&format!(
        "replaced {access_tokens} keys of access tokens, {receipts} of receipts and {contacts} of contact details"
    ));
    terminal::say(&format!(
        "{contact_details} contact details and {letters} letters can be read by nobody, unless the lost master key is found"
    ));
    terminal::say("restart every server; everybody signs in again; receipts stay good");
    let serving = node::serving(&installation.database).map_err(failure)?;
    if serving > 0 {
        terminal::say(&format!(
            "{serving} servers use this database right now: what they seal until they are restarted is lost too"
        ));
    }
    Ok(())
}

fn show(settings: &Settings, signing: &KeyRing, contacts: &ContactKeys, now: DateTime<Utc>) {
    let local = |at: DateTime<Utc>| {
        at.with_timezone(&settings.locale.time_zone).format("%Y-%m-%d %H:%M %Z").to_string()
    };
    for key in signing.status(now) {
        let (purpose, from) = (key.purpose.as_str(), local(key.times.active_from));
        terminal::say(&format!("{purpose}  {}  from {from}  {}", key.kid, key.role));
    }
    for key in contacts.status() {
        let from = local(key.created_at);
        terminal::say(&format!("contacts  {}  from {from}  {}", key.key_id, key.role));
    }
}
