//! The threads that a call may use, where it is made.

use super::here;
use super::limits::default_threads;
use super::permit::Scope;

/// The threads that a call made here may use.
pub(crate) struct Team {
    /// How many, the calling one included.
    pub(crate) threads: usize,
    /// Whether the program asked for so many.
    pub(super) asked: bool,
    /// Whether it asked for more than there are by default.
    raised: bool,
}

impl Team {
    /// Whether the program asked for a thread for each of `n` items.
    #[inline]
    pub(crate) fn has_one_each(&self, n: usize) -> bool {
        self.asked && n <= self.threads
    }

    /// Whether a call of `n` items may be one whose items wait for each other, or for something else: the
    /// program asked for more threads than compute, or for a thread for each item.
    pub(crate) fn items_wait(&self, n: usize) -> bool {
        self.raised || self.has_one_each(n)
    }
}

/// The threads that a call made here may use.
#[inline]
pub(crate) fn team() -> Team {
    let of_scope = |scope: &Scope| Team {
        threads: scope.threads,
        asked: true,
        raised: scope.raised,
    };
    here::with_scope(|scope| scope.map(|scope| of_scope(scope))).unwrap_or_else(|| Team {
        threads: default_threads(),
        asked: false,
        raised: false,
    })
}
