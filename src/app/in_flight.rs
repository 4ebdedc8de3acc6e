//! The requests with an idempotency key that this process is doing right now: the same one again must wait for the
//! first one's answer. Other processes are told apart by the stored record, which only one of them can make.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The names of the requests under way; clones share them.
#[derive(Debug, Clone, Default)]
pub struct InFlight {
    names: Arc<Mutex<HashSet<String>>>,
}

/// Keeps a name taken until it is dropped.
#[derive(Debug)]
pub struct Flight {
    names: InFlight,
    name: String,
}

impl InFlight {
    /// Takes a name; none when it is taken already.
    #[must_use]
    pub fn take(&self, name: &str) -> Option<Flight> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = names.insert(name.to_owned());
        is_new.then(|| Flight { names: self.clone(), name: name.to_owned() })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.names.names.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_until_its_request_has_ended() {
        let names = InFlight::default();
        let first = names.take("a");
        assert!(first.is_some());
        assert!(names.take("a").is_none());
        assert!(names.take("b").is_some());
        drop(first);
        assert!(names.take("a").is_some());
    }
}
