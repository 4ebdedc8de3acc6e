//! What this process knows of the newest committed changes, by topic. It decides whether a prepared answer may
//! still be served; it holds no answer and asks no database.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::store::change::{Appended, ChangeKind, Head};

/// A set of kinds of things that an answer was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topics(u16);

impl Topics {
    /// Every kind.
    pub const ALL: Self = Self(u16::MAX);

    /// The set of `kinds`.
    #[must_use]
    pub const fn of(kinds: &[ChangeKind]) -> Self {
        let mut set = 0;
        let mut rest = kinds;
        while let [kind, tail @ ..] = rest {
            set |= 1 << kind.index();
            rest = tail;
        }
        Self(set)
    }

    fn contains(self, kind: ChangeKind) -> bool {
        self.0 & (1 << kind.index()) != 0
    }
}

/// The newest sequence number committed for each kind, and where the sequence was last cut.
#[derive(Debug)]
pub struct Feed {
    newest: [AtomicI64; ChangeKind::ALL.len()],
    head: AtomicI64,
    floor: AtomicI64,
    /// Up to here every change is known, whoever committed it. Not the head: a commit of this process moves that past
    /// commits of others.
    complete: AtomicI64,
}

/// Before anything is known of the sequence.
const NOTHING: i64 = -1;

impl Default for Feed {
    fn default() -> Self {
        Self {
            newest: Default::default(),
            head: AtomicI64::default(),
            floor: AtomicI64::default(),
            complete: AtomicI64::new(NOTHING),
        }
    }
}

impl Feed {
    /// Whether nothing of `topics` was committed after `read`, and the sequence was not cut since.
    #[must_use]
    pub fn is_current(&self, topics: Topics, read: Head) -> bool {
        if self.floor.load(Ordering::Acquire) > read.floor {
            return false;
        }
        // The usual case: nothing at all was committed since.
        if self.head.load(Ordering::Acquire) <= read.seq {
            return true;
        }
        self.newest.iter().zip(ChangeKind::ALL).all(|(newest, kind)| {
            !topics.contains(kind) || newest.load(Ordering::Acquire) <= read.seq
        })
    }

    /// Takes note of a commit. Must be called before the commit is acknowledged to anyone.
    pub fn advance(&self, appended: &Appended) {
        for kind in &appended.kinds {
            if let Some(newest) = self.newest.get(kind.index()) {
                newest.fetch_max(appended.last, Ordering::AcqRel);
            }
        }
        self.head.fetch_max(appended.last, Ordering::AcqRel);
    }

    /// Up to which number every change is known; none before the first [`Feed::complete`].
    #[must_use]
    pub fn known(&self) -> Option<i64> {
        Some(self.complete.load(Ordering::Acquire)).filter(|seq| *seq != NOTHING)
    }

    /// Takes note of everything up to `head`: `kinds` are those of all changes after [`Feed::known`].
    pub fn complete(&self, head: Head, kinds: Vec<ChangeKind>) {
        self.raise_floor(head.floor);
        self.advance(&Appended { last: head.seq, kinds });
        self.complete.fetch_max(head.seq, Ordering::AcqRel);
    }

    /// Takes note that the sequence was cut (a restore, or old changes let go): everything read before is out of date.
    pub fn raise_floor(&self, floor: i64) {
        self.floor.fetch_max(floor, Ordering::AcqRel);
    }
}
