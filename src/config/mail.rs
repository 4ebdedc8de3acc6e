//! Settings of mail to citizens: the server that takes it, and from whom it comes. Knows how they are written; must not know
//! how mail is sent.

use std::fmt;
use std::fs;
use std::net::Ipv6Addr;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::parse;
use crate::config::reader::{Kept, MASK, Reader};
use crate::domain::account::{EmailAddress, PersonName};

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The server that takes it.
    pub server: SmtpServer,
    /// From whom it comes.
    pub from: Sender,
    /// Certificates in PEM that are believed beside the well-known ones.
    pub authority: Option<Vec<u8>>,
}

/// A mail server. Debug and Display mask the password.
#[derive(Clone)]
pub struct SmtpServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub encryption: Encryption,
    /// Account name and password, when it wants them.
    pub login: Option<(String, SecretString)>,
}

/// How a connection to the server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte (RFC 8314).
    FromStart,
    /// After `STARTTLS` (RFC 3207), without which nothing is sent.
    StartTls,
    /// Not at all.
    None,
}

/// From whom mail comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name that readers see.
    pub name: Option<PersonName>,
    /// The address.
    pub address: EmailAddress,
}

impl MailSettings {
    /// None when no server is configured.
    pub(super) fn read(reader: &mut Reader) -> Result<Option<Self>, Kept> {
        let server = reader.optional(&keys::MAIL_SMTP_URL, server, SmtpServer::to_string);
        let from = reader.optional(&keys::MAIL_FROM, sender, Sender::to_string);
        let authority =
            reader.optional(&keys::MAIL_CA_FILE, pem, |(path, _)| parse::path_text(path));
        let (server, from, authority) = (server?, from?, authority?);
        match (server, from) {
            (None, _) => Ok(None),
            (Some(_), None) => {
                let reason = "must be given together with `mail.smtp_url`";
                Err(reader.contradiction(&keys::MAIL_FROM, reason))
            }
            (Some(server), Some(from)) => {
                Ok(Some(Self { server, from, authority: authority.map(|(_, pem)| pem) }))
            }
        }
    }
}

/// Reads `smtps://` or `smtp://`, then `[USER:PASSWORD@]HOST[:PORT]`, then nothing or `?tls=none`.
fn server(text: &str) -> Result<SmtpServer, Wrong> {
    read_server(text).ok_or(Wrong::NotAccepted).and_then(|server| {
        if server.encryption == Encryption::None && server.login.is_some() {
            let reason = "must not have a password with tls=none: it would be sent in the clear";
            return Err(Wrong::Because(reason.to_owned()));
        }
        Ok(server)
    })
}

fn read_server(text: &str) -> Option<SmtpServer> {
    let (scheme, rest) = text.split_once("://")?;
    let (rest, option) = match rest.split_once('?') {
        Some((rest, option)) => (rest, Some(option)),
        None => (rest, None),
    };
    let (encryption, port) = match (scheme, option) {
        ("smtps", None) => (Encryption::FromStart, 465),
        ("smtp", None) => (Encryption::StartTls, 587),
        ("smtp", Some("tls=none")) => (Encryption::None, 25),
        _ => return None,
    };
    let (login, place) = match rest.rsplit_once('@') {
        Some((login, place)) => (Some(read_login(login)?), place),
        None => (None, rest),
    };
    let (host, port) = read_place(place, port)?;
    Some(SmtpServer { host, port, encryption, login })
}

fn read_login(text: &str) -> Option<(String, SecretString)> {
    let (user, password) = text.split_once(':')?;
    let decoded = |part: &str| {
        let part = percent_decode_str(part).decode_utf8().ok()?.into_owned();
        (!part.is_empty() && !part.contains(char::is_control)).then_some(part)
    };
    Some((decoded(user)?, decoded(password)?.into()))
}

fn read_place(text: &str, usual: u16) -> Option<(String, u16)> {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<Ipv6Addr>().ok()?;
        (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
    } else {
        let named = |(host, port)| (host, Some(port));
        let (host, port) = text.split_once(':').map_or((text, None), named);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
        if host.is_empty() || !host.chars().all(plain) {
            return None;
        }
        (host, port)
    };
    let port = port.map_or(Some(usual), |port| port.parse().ok().filter(|port| *port != 0))?;
    Some((host.to_owned(), port))
}

/// Reads `ADDRESS` or `NAME <ADDRESS>`.
fn sender(text: &str) -> Result<Sender, Wrong> {
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"'), address),
        None => ("", text),
    };
    let name = (!name.is_empty()).then(|| PersonName::parse(name)).transpose();
    let address = EmailAddress::parse(address).map_err(|_| Wrong::NotAccepted)?;
    Ok(Sender { name: name.map_err(|_| Wrong::NotAccepted)?, address })
}

fn pem(text: &str) -> Result<(PathBuf, Vec<u8>), Wrong> {
    let path = parse::path(text)?;
    let bytes = fs::read(&path)
        .map_err(|error| Wrong::Because(format!("names a file that cannot be read: {error}")))?;
    Ok((path, bytes))
}

impl fmt::Display for SmtpServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, encryption, login } = self;
        let (scheme, option) = match encryption {
            Encryption::FromStart => ("smtps", ""),
            Encryption::StartTls => ("smtp", ""),
            Encryption::None => ("smtp", "?tls=none"),
        };
        let login = login.as_ref().map_or_else(String::new, |(user, _)| format!("{user}:{MASK}@"));
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        write!(formatter, "{scheme}://{login}{host}:{port}{option}")
    }
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SmtpServer({self})")
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(formatter, "{} <{}>", name.as_str(), self.address),
            None => self.address.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_address_of_a_server_says_how_it_is_spoken_to() {
        for (text, host, port, encryption) in [
            ("smtps://mail.example", "mail.example", 465, Encryption::FromStart),
            ("smtp://mail.example", "mail.example", 587, Encryption::StartTls),
            ("smtp://mail.example:2525", "mail.example", 2525, Encryption::StartTls),
            ("smtp://[::1]:2525?tls=none", "::1", 2525, Encryption::None),
            ("smtp://127.0.0.1?tls=none", "127.0.0.1", 25, Encryption::None),
        ] {
            let server = server(text).unwrap();
            assert_eq!((server.host.as_str(), server.port), (host, port), "{text}");
            assert_eq!(server.encryption, encryption, "{text}");
            assert!(server.login.is_none());
        }
    }

    #[test]
    fn a_password_is_decoded_and_never_shown() {
        let server = server("smtps://city%40mail:hunter%2F2@mail.example").unwrap();
        let (user, password) = server.login.clone().unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("city@mail", "hunter/2"));
        for shown in [server.to_string(), format!("{server:?}")] {
            assert!(shown.contains("city@mail:********@mail.example:465"), "{shown}");
            assert!(!shown.contains("hunter"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        for text in [
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://mail.example/path",
            "smtp://mail.example:0",
            "smtp://mail.example:99999",
            "smtp://mail.example?tls=opportunistic",
            "smtps://mail.example?tls=none",
            "smtps://user@mail.example",
            "smtp://[::1]2525",
            "smtp://user:password@mail.example?tls=none",
        ] {
            assert!(server(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        let named = sender("Smart City <noreply@city.example>").unwrap();
        assert_eq!(named.to_string(), "Smart City <noreply@city.example>");
        assert_eq!(sender("\"Smart City\" <noreply@city.example>").unwrap(), named);
        assert!(sender("noreply@city.example").unwrap().name.is_none());
        for text in ["", "Smart City", "Smart City <>", "a@b <c@d"] {
            assert!(sender(text).is_err(), "{text}");
        }
    }
}
