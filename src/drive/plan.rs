//! How a call is to be done: by how many, and with what is known.

use super::{Loop, Quick};
use crate::pool::team;

/// How many are to do a call, and what is known of its loop.
#[derive(Clone, Copy)]
pub struct Plan {
    pub(super) seats: usize,
    pub(super) this: Loop,
    /// Items may wait for each other or for something else: then their cost says nothing.
    pub(super) waiting: bool,
    /// There is to be a thread for each item.
    pub(super) one_each: bool,
    /// It is one of the short ones that are done in two, where a helper stands by.
    pub(super) in_two: bool,
}

impl Plan {
    #[inline]
    pub(super) fn of(name: usize, items: usize, min_len: usize) -> Plan {
        let team = team();
        let pieces = match min_len {
            0 | 1 => items,
            n => items / n,
        };
        Plan {
            seats: team.threads.min(pieces),
            this: Loop::of(name, items),
            waiting: team.items_wait(items),
            one_each: team.has_one_each(items),
            in_two: false,
        }
    }

    /// The loop, if it says something what its items cost.
    #[inline]
    pub(super) fn known(&self) -> Option<Loop> {
        (!self.waiting).then_some(self.this)
    }

    /// If there is something to share, but such calls are quick as a rule.
    #[inline]
    pub(super) fn quick(&self, items: usize) -> Option<Quick> {
        Quick::of(self.known()?, items).filter(|_| self.seats >= 2)
    }
}
