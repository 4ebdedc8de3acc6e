//! A small mail server (RFC 5321) of this process: it keeps what it is given, and refuses when it is told to.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A running mail server; it runs until the process ends.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// Where it listens.
    pub address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    letters: Vec<Received>,
    attempts: usize,
    refusal: Option<&'static str>,
}

/// A letter as it arrived.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: Vec<String>,
    /// Header and body, with plain line ends.
    pub data: String,
}

impl MailServer {
    /// Starts on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, shared) = (stream.unwrap(), Arc::clone(&shared));
                thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Self { address, kept }
    }

    /// Its address as the configuration takes it.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// The settings of a server that sends through it.
    pub fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("SMARTCITY_PUBLIC_URL", "https://city.example".to_owned()),
            ("SMARTCITY_MAIL_SMTP_URL", self.url()),
            ("SMARTCITY_MAIL_FROM", "Smart City <noreply@city.example>".to_owned()),
        ]
    }

    /// Answers every recipient with that line from now on; with `None`, accepts again.
    pub fn refuse(&self, line: Option<&'static str>) {
        self.kept.lock().unwrap().refusal = line;
    }

    /// The letters that arrived, in order.
    pub fn letters(&self) -> Vec<Received> {
        self.kept.lock().unwrap().letters.clone()
    }

    /// Forgets what arrived and who tried.
    pub fn forget(&self) {
        let mut kept = self.kept.lock().unwrap();
        kept.letters.clear();
        kept.attempts = 0;
    }

    /// How often somebody named a recipient.
    pub fn attempts(&self) -> usize {
        self.kept.lock().unwrap().attempts
    }
}

impl Received {
    /// The value of a header, as it is written; what is folded is one line again.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.data.split_once("\n\n").unwrap();
        let head = head.replace("\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in\n{head}")).to_owned()
    }

    /// The secret part of the link with which its addressee answers it.
    pub fn token(&self) -> String {
        let text = self.part("text/plain");
        let (_, rest) = text
            .split_once("https://city.example/letters#token=")
            .unwrap_or_else(|| panic!("no link in {text}"));
        rest.lines().next().unwrap().to_owned()
    }

    /// The part of that type, decoded.
    pub fn part(&self, kind: &str) -> String {
        let content_type = self.header("Content-Type");
        let (_, boundary) = content_type.split_once("boundary=\"").unwrap();
        let boundary = format!("--{}", boundary.split('"').next().unwrap());
        let parts = self.data.split(&boundary);
        let part = parts.map(str::trim_start).find(|part| {
            let head = part.split("\n\n").next().unwrap();
            head.contains(&format!("Content-Type: {kind};"))
        });
        let part = part.unwrap_or_else(|| panic!("no {kind} in\n{}", self.data));
        let (head, body) = part.split_once("\n\n").unwrap();
        if head.contains("Transfer-Encoding: base64") {
            let bytes = STANDARD.decode(body.replace('\n', "")).unwrap();
            String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
        } else if head.contains("Transfer-Encoding: quoted-printable") {
            unquoted(body)
        } else {
            body.to_owned()
        }
    }
}

/// Reads quoted-printable (RFC 2045 section 6.7).
fn unquoted(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'=' {
            let code = std::str::from_utf8(&behind[..2]).unwrap();
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// One conversation.
fn serve(stream: &TcpStream, kept: &Mutex<Kept>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let say = |line: &str| (&*stream).write_all(format!("{line}\r\n").as_bytes());
    say("220 mail.example at your service")?;
    let mut lines = BufReader::new(stream).lines();
    let mut letter = Received::default();
    while let Some(line) = lines.next() {
        let line = line?;
        let command = line.to_ascii_uppercase();
        if command.starts_with("EHLO") {
            say("250-mail.example")?;
            say("250 8BITMIME")?;
        } else if command.starts_with("MAIL FROM:") {
            letter = Received { from: path(&line), ..Received::default() };
            say("250 ok")?;
        } else if command.starts_with("RCPT TO:") {
            let mut kept = kept.lock().unwrap();
            kept.attempts += 1;
            let refusal = kept.refusal;
            drop(kept);
            if refusal.is_none() {
                letter.to.push(path(&line));
            }
            say(refusal.unwrap_or("250 ok"))?;
        } else if command == "DATA" {
            say("354 go on")?;
            letter.data = data(&mut lines)?;
            kept.lock().unwrap().letters.push(std::mem::take(&mut letter));
            say("250 taken")?;
        } else if command == "QUIT" {
            return say("221 bye");
        } else {
            say("250 ok")?;
        }
    }
    Ok(())
}

/// What stands between the angle brackets.
fn path(line: &str) -> String {
    let (_, rest) = line.split_once('<').unwrap();
    rest.split('>').next().unwrap().to_owned()
}

/// The lines up to the one with a single dot; a dot that begins another line was doubled.
fn data(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> std::io::Result<String> {
    let mut data = String::new();
    for line in lines {
        let line = line?;
        if line == "." {
            break;
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
        data.push('\n');
    }
    Ok(data)
}
