//! A line to a database server that can be held, so that nothing comes through any more, or cut.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Everything passes.
    Open,
    /// Connections stay, and nothing passes.
    Held,
    /// Connections are cut, and new ones are cut at once.
    Cut,
}

/// The line; it ends with the process of the test.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<Mutex<Line>>,
    connections: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// A line to `target`.
    pub fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(Line::Open));
        let connections = Arc::new(Mutex::new(Vec::new()));
        let (states, kept) = (Arc::clone(&state), Arc::clone(&connections));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if *states.lock().unwrap() == Line::Cut {
                    continue;
                }
                let Ok(server) = TcpStream::connect(target) else { continue };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let states = Arc::clone(&states);
                    thread::spawn(move || pump(from, to, &states));
                }
                kept.lock().unwrap().extend([client, server]);
            }
        });
        Self { address, state, connections }
    }

    /// Sets what the line does from now on.
    pub fn set(&self, line: Line) {
        *self.state.lock().unwrap() = line;
        if line == Line::Cut {
            for connection in self.connections.lock().unwrap().drain(..) {
                drop(connection.shutdown(Shutdown::Both));
            }
        }
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, state: &Mutex<Line>) {
    let mut piece = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        while *state.lock().unwrap() == Line::Held {
            thread::sleep(Duration::from_millis(5));
        }
        if to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}
