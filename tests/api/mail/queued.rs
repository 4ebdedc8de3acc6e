//! Submissions whose authors are to be written to, and letters that are queued without a request.

use std::sync::Arc;

use smartcity::app::acting::Circumstances;
use smartcity::app::contact_keys::ContactKeys;
use smartcity::app::notice::{Notice, Notices, Recipients};
use smartcity::clock::Clock;
use smartcity::config::{LetterSettings, MasterKey};
use smartcity::domain::ids::SubmissionId;
use smartcity::domain::language::{LanguageTag, Languages};
use smartcity::domain::submission::{
    Place, Reference, ReplyOutcome, SubmissionKind, SubmissionState, Visibility,
};
use smartcity::domain::text::Localized;
use smartcity::entropy::{self as random, uuid_v7};
use smartcity::mail::Decision;
use smartcity::master_key::{CONTACT_KEYS, MAILBOXES};
use smartcity::sealing::SealingKey;
use smartcity::store::submission::contact::{self, Contact};
use smartcity::store::submission::reply::Reply;
use smartcity::store::submission::{self, Submission};
use smartcity::store::{Writing, notice as notices};

use super::CITIZEN;
use crate::support::TestApp;
use crate::support::app::{MASTER_KEY, entropy};

fn keys(app: &TestApp) -> Arc<ContactKeys> {
    let master = MasterKey::parse(MASTER_KEY).unwrap();
    let wrapping = SealingKey::derive(master.expose(), CONTACT_KEYS);
    Arc::new(ContactKeys::open_ring(&app.store, wrapping, app.clock.now(), &entropy()).unwrap())
}

fn circumstances(app: &TestApp) -> Circumstances {
    Circumstances {
        at: app.clock.now(),
        zone: chrono_tz::Asia::Hong_Kong,
        request_id: None,
        address: None,
        dry_run: false,
        entropy: entropy(),
    }
}

/// A submission of somebody who agreed to be written to.
pub(super) fn sent(app: &TestApp, language: &str) -> Submission {
    let (at, entropy) = (app.clock.now(), entropy());
    Submission {
        id: uuid_v7(at, entropy.as_ref()).unwrap().into(),
        version: 1,
        reference: Reference::of_random(random::bytes(entropy.as_ref()).unwrap()),
        place: Place::SmartArea("mobility".parse().unwrap()),
        kind: SubmissionKind::Question,
        language: LanguageTag::parse(language).unwrap(),
        text: "planted text of a stranger".to_owned(),
        original_text: "planted text of a stranger".to_owned(),
        state: SubmissionState::Received,
        visibility: Visibility::Pending,
        hide_reason: None,
        department_code: None,
        outcome: None,
        replied_on: None,
        duplicate_of: None,
        notice_version: 1,
        may_publish: true,
        may_contact: true,
        secret_hash: "hash".to_owned(),
        text_sha256: "hash".to_owned(),
        received_at: at,
        received_on: at.date_naive(),
        reply_due_on: "2026-12-08".parse().unwrap(),
        paused_since: None,
        paused_days: 0,
        closed_at: None,
        erased_at: None,
        created_at: at,
        updated_at: at,
    }
}

/// Stores a submission with contact details.
pub(super) fn store(app: &TestApp, submission: &Submission) {
    let keys = keys(app);
    let plain = serde_json::json!({ "name": "Planted Name", "email": CITIZEN }).to_string();
    let context = submission.id.to_string();
    let (key_id, sealed) = keys.seal(plain.as_bytes(), &context, entropy().as_ref()).unwrap();
    let created_at = submission.created_at;
    let given = Contact { submission_id: submission.id, key_id, sealed, created_at };
    let stored = submission.clone();
    app.store
        .write_blocking(app.clock.now(), move |writing: &mut Writing<'_>| {
            let connection = &mut *writing.connection;
            if notices::find(connection, 1)?.is_none() {
                let text: Localized =
                    [(LanguageTag::EN, "We keep it safe.".to_owned())].into_iter().collect();
                let effective_on = "2025-01-01".parse().unwrap();
                notices::insert(connection, &notices::Notice { version: 1, text, effective_on })?;
            }
            submission::insert(connection, &stored)?;
            contact::insert(connection, &given)
        })
        .unwrap();
}

/// What is told, in a form that a transaction may try again.
#[derive(Clone)]
pub(super) enum Told {
    Receipt,
    Decision(Decision),
    Reply(Box<Reply>),
}

pub(super) fn queue_as(
    app: &TestApp,
    submission: &Submission,
    told: Told,
    public_url: Option<&str>,
) {
    let master = MasterKey::parse(MASTER_KEY).unwrap();
    let settings = LetterSettings { per_day: 10, confirmations_per_month: 3, confirmed_days: 365 };
    let recipients = Recipients::new(SealingKey::derive(master.expose(), MAILBOXES), settings);
    let public_url = public_url.map(str::to_owned);
    let notices = Notices::new(keys(app), recipients, Languages::default(), public_url).unwrap();
    let (submission, circumstances) = (submission.clone(), circumstances(app));
    app.store
        .write_blocking(app.clock.now(), move |writing: &mut Writing<'_>| {
            let notice = match &told {
                Told::Receipt => Notice::Receipt,
                Told::Decision(decision) => Notice::Decision(*decision),
                Told::Reply(reply) => Notice::Reply(reply),
            };
            notices.queue(writing.connection, &circumstances, &submission, notice)
        })
        .unwrap();
}

pub(super) fn queue(app: &TestApp, submission: &Submission, told: Told) {
    queue_as(app, submission, told, Some("https://city.example"));
}

/// A submission whose receipt waits to be sent.
pub(crate) fn queue_receipt(app: &TestApp) {
    let submission = sent(app, "en");
    store(app, &submission);
    queue(app, &submission, Told::Receipt);
}

/// A submission that should have been replied to the day before yesterday.
pub(crate) fn store_overdue(app: &TestApp) {
    let reply_due_on = "2026-11-22".parse().unwrap();
    store(app, &Submission { reply_due_on, ..sent(app, "en") });
}

pub(super) fn reply(app: &TestApp, submission: SubmissionId) -> Reply {
    let at = app.clock.now();
    let text = [
        (LanguageTag::EN, "Yes, <b>soon</b>.".to_owned()),
        (LanguageTag::ZH_HANT, "會的，很快。".to_owned()),
    ];
    Reply {
        id: uuid_v7(at, entropy().as_ref()).unwrap().into(),
        version: 1,
        submission_id: submission,
        department_code: "TD".parse().unwrap(),
        outcome: ReplyOutcome::Accepted,
        text: text.into_iter().collect(),
        influence: None,
        created_at: at,
        updated_at: at,
    }
}
