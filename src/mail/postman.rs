//! Handing letters to the configured mail server. What the server says is never repeated: it likes to quote addresses.

use std::fmt;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use lettre::address::AddressError;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error as SmtpError, SmtpTransport};
use lettre::{Message, Transport};
use secrecy::ExposeSecret;

use super::compose::compose;
use super::letter::Letter;
use crate::config::{Encryption, MailSettings, SmtpServer};
use crate::domain::account::EmailAddress;
use crate::domain::ids::MailId;

/// How long the server may take for each step. A stopping process waits no longer than for the letter under way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Says that a message was made by a machine, so that no other machine answers it (RFC 3834 section 5).
const AUTOMATIC: &str = "auto-generated";

/// A connection to nowhere yet: each letter makes its own.
pub struct Postman {
    transport: SmtpTransport,
    from: Mailbox,
}

/// Why letters cannot be sent as configured.
#[derive(Debug, thiserror::Error)]
pub enum NoPostman {
    /// The address of the sender cannot be used.
    #[error("`mail.from` is no address that mail can be sent from: {0}")]
    Sender(#[from] AddressError),
    /// The certificates or the name of the server cannot be used.
    #[error("mail cannot be encrypted as configured: {0}")]
    Tls(#[source] SmtpError),
}

/// Why a letter was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It will never be.
    #[error("not accepted: {0}")]
    Refused(String),
    /// It may be later: the server is away or busy, or does not know us.
    #[error("not now: {0}")]
    NotNow(String),
}

impl fmt::Debug for Postman {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postman").finish_non_exhaustive()
    }
}

impl Postman {
    /// A postman as configured; connects to nobody yet.
    ///
    /// # Errors
    /// As [`NoPostman`].
    pub fn new(settings: &MailSettings) -> Result<Self, NoPostman> {
        let name = settings.from.name.as_ref().map(|name| name.as_str().to_owned());
        let from = Mailbox::new(name, settings.from.address.as_str().parse()?);
        Ok(Self { transport: transport(settings)?, from })
    }

    /// Hands over a letter. The same id gives the same `Message-ID`, so that a letter that was taken and is sent again,
    /// because nobody could note it, is known as the same.
    ///
    /// # Errors
    /// As [`Failure`].
    pub fn deliver(&self, id: MailId, letter: &Letter, at: DateTime<Utc>) -> Result<(), Failure> {
        let message = self.message(id, letter, at)?;
        self.transport.send(&message).map(drop).map_err(|error| failure(&error))
    }

    fn message(&self, id: MailId, letter: &Letter, at: DateTime<Utc>) -> Result<Message, Failure> {
        let refused = |what: &str| Failure::Refused(what.to_owned());
        // What waits may have been written down by a version that took more for an address.
        let to = EmailAddress::parse(&letter.to).ok();
        let to = to.and_then(|to| to.as_str().parse().ok());
        let to = to.ok_or_else(|| refused("the address cannot be written to"))?;
        let composed = compose(letter);
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .date(SystemTime::from(at))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(composed.subject)
            .multipart(MultiPart::alternative_plain_html(composed.plain, composed.html))
            .map_err(|_| refused("the letter cannot be written"))?;
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(name, AUTOMATIC.to_owned()));
        Ok(message)
    }
}

fn transport(settings: &MailSettings) -> Result<SmtpTransport, NoPostman> {
    let server = &settings.server;
    let mut builder = SmtpTransport::builder_dangerous(server.host.clone())
        .port(server.port)
        .timeout(Some(PATIENCE))
        .tls(tls(server, settings.authority.as_deref()).map_err(NoPostman::Tls)?);
    if let Some((user, password)) = &server.login {
        let password = password.expose_secret().to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

fn tls(server: &SmtpServer, authority: Option<&[u8]>) -> Result<Tls, SmtpError> {
    if server.encryption == Encryption::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(server.host.clone());
    if let Some(pem) = authority {
        parameters = parameters.add_root_certificate(Certificate::from_pem(pem)?);
    }
    let parameters = parameters.build()?;
    Ok(match server.encryption {
        Encryption::FromStart => Tls::Wrapper(parameters),
        Encryption::StartTls | Encryption::None => Tls::Required(parameters),
    })
}

/// Only what the server says of this letter's mailbox or content is final (RFC 5321 section 4.2.1: replies 550 to 559, but for 554, with which
/// a server may also turn everybody away);
/// that it does not let us in is no fault of the letter.
fn failure(error: &SmtpError) -> Failure {
    match error.status().map(u16::from) {
        Some(code @ (550..=553 | 555..=559)) => Failure::Refused(format!("reply {code}")),
        Some(code) => Failure::NotNow(format!("reply {code}")),
        // It does not offer encryption, the way to sign in, or letters of other alphabets in addresses.
        None if error.is_client() => Failure::NotNow("the server lacks what is needed".to_owned()),
        None if error.is_tls() => Failure::NotNow("no encryption".to_owned()),
        None if error.is_timeout() => Failure::NotNow("no answer in time".to_owned()),
        None => Failure::NotNow("no connection".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::Address;
    use proptest::prelude::*;

    /// Whether a letter to it can be made, for servers without any extension.
    fn can_be_written_to(address: &EmailAddress) -> bool {
        let Ok(to) = address.as_str().parse::<Address>() else { return false };
        let from: Mailbox = "tracker@city.example".parse().unwrap();
        let letter = Message::builder().from(from).to(Mailbox::new(None, to)).body(String::new());
        letter.is_ok_and(|letter| letter.formatted().is_ascii())
    }

    proptest! {
        #[test]
        fn what_is_taken_for_an_address_can_be_written_to(
            local in "[a-z0-9A-Z.!#$%&'*+/=?^_`{|}~é\"@ -]{1,12}",
            domain in "[a-z0-9A-Z.-]{1,12}|[a-zü例子.]{1,8}|(\\[)?[0-9.]{3,15}(\\])?",
            last in "(\\.[a-z0-9]{1,4})?",
        ) {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}{last}")) {
                prop_assert!(can_be_written_to(&address), "{address}");
            }
        }

        #[test]
        fn usual_addresses_are_taken(
            local in "[a-z0-9]{1,8}([.+_-][a-z0-9]{1,8}){0,2}",
            domain in "[a-z]([a-z0-9]{0,8}[a-z0-9])?(\\.[a-z]{2,6}){1,2}",
        ) {
            let address = EmailAddress::parse(&format!("{local}@{domain}")).unwrap();
            prop_assert!(can_be_written_to(&address), "{address}");
        }
    }
}
