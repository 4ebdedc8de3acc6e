//! Requests byte by byte, for what no client library would send.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::answer::Answer;

/// Sends the bytes and reads until the server closes; a request should therefore say `Connection: close`.
pub fn exchange(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
    // The server may refuse a request, and close, before it has read all of it.
    drop(stream.write_all(request));
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..length]);
    }
    answer
}

/// The answer to a request with that line and those further header lines.
pub fn request(address: SocketAddr, line: &[u8], headers: &[&str]) -> Answer {
    let mut bytes = line.to_vec();
    bytes.extend_from_slice(b"\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    let line = String::from_utf8_lossy(line);
    let target = line.split(' ').nth(1).unwrap_or_default();
    let method = Method::from_bytes(line.split(' ').next().unwrap_or("GET").as_bytes());
    parse(method.unwrap_or(Method::GET), target, &exchange(address, &bytes))
}

/// Reads an answer.
///
/// # Panics
/// When it is none.
pub fn parse(method: Method, target: &str, bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer but {:?}", String::from_utf8_lossy(bytes)));
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_str(value.trim()).unwrap());
    }
    Answer { method, target: target.to_owned(), status, headers, bytes: bytes[end + 4..].to_vec() }
}

/// Sends the bytes and reads what comes back, if anybody answers at all: for a server that may be gone at any moment.
pub fn try_send(address: SocketAddr, request: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    stream.write_all(request).ok()?;
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    Some(answer).filter(|answer| !answer.is_empty())
}
