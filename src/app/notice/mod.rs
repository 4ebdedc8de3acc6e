//! Notices to citizens by mail: put into the outbox in the transaction of what they tell of, so that there is never one
//! without the other, and sent from there.
//!
//! | file | holds |
//! | --- | --- |
//! | `recipients` | whom letters may go to, how many, and what the owners of mailboxes have said |
//! | `delivery` | sending what waits |

mod delivery;
mod recipients;

use std::sync::Arc;

use prometheus::core::Collector;
use prometheus::{IntCounterVec, Opts};
use secrecy::ExposeSecret;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::app::acting::Circumstances;
use crate::app::contact_keys::ContactKeys;
use crate::domain::ids::{MailId, SubmissionId};
use crate::domain::language::Languages;
use crate::entropy::uuid_v7;
use crate::mail::{Consent, Content, Decision, Letter};
use crate::store::outbox::{self, Mail};
use crate::store::submission::reply::Reply;
use crate::store::submission::{Submission, contact};
use crate::store::{AnyConnection, Fault, department};

pub use delivery::{Delivery, deliver_next};
pub use recipients::{Answer, MONTH as COUNTED_FOR, Reason, Recipients};

use recipients::Admission;

/// The page on which the addressee of a letter says whether others are welcome. The secret stands behind `#`, which browsers
/// send to nobody.
pub const PAGE: &str = "/letters";

/// What is told.
#[derive(Debug, Clone, Copy)]
pub enum Notice<'a> {
    /// The submission has arrived.
    Receipt,
    /// A department has replied.
    Reply(&'a Reply),
    /// Something was decided.
    Decision(Decision),
}

/// Puts notices into the outbox, when mail is configured.
#[derive(Debug, Clone)]
pub struct Notices {
    keys: Arc<ContactKeys>,
    recipients: Recipients,
    languages: Languages,
    public_url: Option<String>,
    withheld: IntCounterVec,
}

/// The part of the sealed contact details that is needed here.
#[derive(Deserialize)]
struct Address {
    email: Option<String>,
}

impl Notices {
    /// Notices whose letters wait sealed under `keys`, to `recipients`, and link to `public_url`; none are made without it.
    ///
    /// # Errors
    /// When a metric has no proper name: a defect.
    pub fn new(
        keys: Arc<ContactKeys>,
        recipients: Recipients,
        languages: Languages,
        public_url: Option<String>,
    ) -> Result<Self, prometheus::Error> {
        let name = "smartcity_letters_withheld_total";
        let withheld = IntCounterVec::new(Opts::new(name, "Letters not written"), &["reason"])?;
        for reason in Reason::ALL {
            withheld.with_label_values(&[reason.as_str()]);
        }
        Ok(Self { keys, recipients, languages, public_url, withheld })
    }

    /// What is counted, for Prometheus.
    #[must_use]
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        vec![Box::new(self.withheld.clone())]
    }

    /// Whom letters may go to.
    #[must_use]
    pub const fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Puts a notice to the author of a submission into the outbox, in the transaction that stored the submission and what
    /// is told of it. Nothing happens when mail is not configured, when the author does not want any, when there is no
    /// address, or when it must not be written to now: whoever follows the submission up sees everything anyway. Until its
    /// owner has confirmed the address, the letter asks for that.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn queue(
        &self,
        connection: &mut AnyConnection,
        circumstances: &Circumstances,
        submission: &Submission,
        notice: Notice<'_>,
    ) -> Result<(), Fault> {
        let Some(public_url) = self.public_url.as_ref().filter(|_| submission.may_contact) else {
            return Ok(());
        };
        let Some(to) = self.address(connection, submission.id)? else { return Ok(()) };
        let id = uuid_v7(circumstances.at, circumstances.entropy.as_ref())
            .map_err(|error| Fault::corrupt("new id", error))
            .map(MailId::from)?;
        let (token, asks) = match self.recipients.admit(connection, circumstances, &to, id)? {
            Admission::Admitted { token, asks } => (token, asks),
            Admission::Withheld(reason) => {
                if !circumstances.dry_run {
                    self.withheld.with_label_values(&[reason.as_str()]).inc();
                }
                return Ok(());
            }
        };
        let link = format!("{public_url}{PAGE}#token={}", token.expose_secret());
        let content = self.content(connection, submission, notice)?;
        let letter = Letter {
            to,
            language: submission.language.clone(),
            reference: submission.reference.to_string(),
            content: if asks { content.in_our_words() } else { content },
            consent: Some(Consent { link, is_asked: asks }),
        };
        self.post(connection, circumstances, submission, (id, &letter))
    }

    fn address(
        &self,
        connection: &mut AnyConnection,
        id: SubmissionId,
    ) -> Result<Option<String>, Fault> {
        let Some(row) = contact::find(connection, id)? else { return Ok(None) };
        let opened = self.keys.open(connection, &row.key_id, &row.sealed, &id.to_string())?;
        let Some(plain) = opened else { return Ok(None) };
        let address: Address = serde_json::from_slice(&plain)
            .map_err(|_| Fault::corrupt("contact", "it cannot be read"))?;
        Ok(address.email)
    }

    fn content(
        &self,
        connection: &mut AnyConnection,
        submission: &Submission,
        notice: Notice<'_>,
    ) -> Result<Content, Fault> {
        Ok(match notice {
            Notice::Receipt => Content::Receipt { reply_due_on: submission.reply_due_on },
            Notice::Decision(decision) => Content::Decision { decision },
            Notice::Reply(reply) => {
                let codes = std::slice::from_ref(&reply.department_code);
                let found = department::find_all(connection, codes)?.into_iter().next();
                let language = self.languages.lookup(submission.language.as_str());
                let name =
                    found.as_ref().and_then(|found| found.name.pick(language, &self.languages));
                let text = reply.text.pick(language, &self.languages);
                Content::Reply {
                    department: name.map_or_else(
                        || reply.department_code.to_string(),
                        |name| name.text.to_owned(),
                    ),
                    outcome: reply.outcome.as_str().to_owned(),
                    text: text.map(|text| text.text.to_owned()).unwrap_or_default(),
                }
            }
        })
    }

    fn post(
        &self,
        connection: &mut AnyConnection,
        circumstances: &Circumstances,
        submission: &Submission,
        (id, letter): (MailId, &Letter),
    ) -> Result<(), Fault> {
        let entropy = circumstances.entropy.as_ref();
        let plain = serde_json::to_vec(letter).map_err(|error| Fault::corrupt("letter", error))?;
        let (key_id, sealed) = self
            .keys
            .seal(&Zeroizing::new(plain), &id.to_string(), entropy)
            .map_err(|error| Fault::corrupt("letter", error))?;
        let mail = Mail {
            id,
            submission_id: Some(submission.id),
            kind: kind(&letter.content).to_owned(),
            language: letter.language.clone(),
            sealed: packed(&key_id, &sealed),
            attempts: 0,
            next_attempt_at: circumstances.at,
            sent_at: None,
            created_at: circumstances.at,
        };
        outbox::insert(connection, &mail)
    }
}

/// The word for a kind of letter.
const fn kind(content: &Content) -> &'static str {
    match content {
        Content::Receipt { .. } => "receipt",
        Content::Reply { .. } => "reply",
        Content::Decision { .. } => "decision",
    }
}

/// A sealed letter with the id of its key, in one text.
fn packed(key_id: &str, sealed: &str) -> String {
    format!("{key_id}.{sealed}")
}

/// What [`packed`] has put together. What is sealed never has a dot.
fn unpacked(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once('.')
}

/// What there is to be said of a letter that waits.
enum Opened {
    /// It can be read.
    Letter(Letter),
    /// Its key was lost with a master key, which may be found.
    Lost,
    /// It will never be readable; why.
    Spoilt(&'static str),
}

/// The letter of a mail.
fn open(
    keys: &ContactKeys,
    connection: &mut AnyConnection,
    id: MailId,
    sealed: &str,
) -> Result<Opened, Fault> {
    let Some((key_id, sealed)) = unpacked(sealed) else {
        return Ok(Opened::Spoilt("it names no key"));
    };
    let Some(plain) = keys.open(connection, key_id, sealed, &id.to_string())? else {
        return Ok(Opened::Lost);
    };
    // What the reader says of a letter that it cannot read may repeat parts of it.
    let letter = serde_json::from_slice(&plain).map(Opened::Letter);
    Ok(letter.unwrap_or(Opened::Spoilt("it cannot be read")))
}
