//! One request to a server on this machine and its answer, byte by byte as sent. Knows HTTP/1.1 just enough for
//! servers that close the connection when asked to; follows nothing, decodes nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::failure::{Failure, because};

/// How long one exchange may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Headers that belong to one exchange, not to the answer.
const PASSING: [&str; 5] =
    ["connection", "content-length", "date", "transfer-encoding", "x-request-id"];

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers in the order of arrival, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The answer without what changes from one exchange to the next, headers in the order of their names.
    pub fn lasting(&self) -> Self {
        let mut headers = self.headers.clone();
        headers.retain(|(name, _)| !PASSING.contains(&name.as_str()));
        headers.sort();
        Self { headers, ..self.clone() }
    }
}

/// Asks for `path` with the given headers.
pub fn get(address: SocketAddr, path: &str, headers: &[(&str, String)]) -> Result<Answer, Failure> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n")?;
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received)?;
    read(&received).ok_or_else(|| because(format!("{address} sent no HTTP answer to {path}")))
}

fn read(received: &[u8]) -> Option<Answer> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, rest) = received.split_at_checked(end)?;
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        })
        .collect::<Option<Vec<_>>>()?;
    let body = rest.get(4..)?.to_vec();
    Some(Answer { status, headers, body })
}
