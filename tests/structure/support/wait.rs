//! Waiting for what can be seen from outside.

use std::thread;
use std::time::{Duration, Instant};

/// Far more than anything that is waited for takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until it holds.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
