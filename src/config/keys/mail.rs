//! The keys of the sections `mail` and `privacy`. Knows text only; no parser, no value.

use super::{Key, Preset};

/// Mail server that takes mail to citizens; `none` sends no mail.
pub static MAIL_SMTP_URL: Key = Key {
    name: "mail.smtp_url",
    environment: "SMARTCITY_MAIL_SMTP_URL",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "smtps://[USER:PASSWORD@]HOST[:PORT], smtp:// for STARTTLS, smtp://HOST[:PORT]?tls=none for a server that is reached without encryption, or none",
    meaning: "Mail server that takes mail to citizens; `none` sends no mail.",
    secret: true,
};

/// Sender of mail to citizens.
pub static MAIL_FROM: Key = Key {
    name: "mail.from",
    environment: "SMARTCITY_MAIL_FROM",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "an email address, with or without a name, such as Smart City <noreply@example.org>, or none",
    meaning: "Sender of mail to citizens; needed when there is a mail server.",
    secret: false,
};

/// Certificates that mail servers are believed by, beside the well-known ones.
pub static MAIL_CA_FILE: Key = Key {
    name: "mail.ca_file",
    environment: "SMARTCITY_MAIL_CA_FILE",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "the path of a file with certificates in PEM, or none",
    meaning: "File with certificates by which the mail server is believed, beside the well-known ones.",
    secret: false,
};

/// Letters that one confirmed mailbox is written within 24 hours.
pub static MAIL_LETTERS_PER_DAY: Key = Key {
    name: "mail.letters_per_day",
    environment: "SMARTCITY_MAIL_LETTERS_PER_DAY",
    flag: None,
    preset: Preset::Text("10"),
    accepts: "a whole number from 1 to 1000",
    meaning: "Letters that one mailbox is written within 24 hours at most, once its owner has confirmed it.",
    secret: false,
};

/// Letters that ask one mailbox for confirmation within 30 days.
pub static MAIL_CONFIRMATIONS_PER_MONTH: Key = Key {
    name: "mail.confirmations_per_month",
    environment: "SMARTCITY_MAIL_CONFIRMATIONS_PER_MONTH",
    flag: None,
    preset: Preset::Text("3"),
    accepts: "a whole number from 1 to 30",
    meaning: "Letters that ask one mailbox for confirmation within 30 days at most, never two within 24 hours; an unconfirmed mailbox gets no others.",
    secret: false,
};

/// How long a confirmed mailbox stays so, in days.
pub static MAIL_CONFIRMED_DAYS: Key = Key {
    name: "mail.confirmed_days",
    environment: "SMARTCITY_MAIL_CONFIRMED_DAYS",
    flag: None,
    preset: Preset::Text("365"),
    accepts: "a whole number of days from 1 to 3650",
    meaning: "How long a mailbox stays confirmed, in days.",
    secret: false,
};

/// How long contact details are kept after a submission was closed, in days.
pub static PRIVACY_CONTACT_DAYS: Key = Key {
    name: "privacy.contact_days",
    environment: "SMARTCITY_PRIVACY_CONTACT_DAYS",
    flag: None,
    preset: Preset::Text("180"),
    accepts: "a whole number of days from 1 to 3650",
    meaning: "How long the contact details of a submission are kept after it was closed, in days.",
    secret: false,
};
