//! The horizon: the lowest position at which the sequence is known to end.
//!
//! Nothing beyond it needs doing; everything before it must be done, since it may end earlier still. An
//! error, a panic and a match all lower it. A position is where a piece begins: pieces do not overlap, and
//! within one the items come in order, so the lowest piece that ends is where the first end is.

use std::panic::resume_unwind;

use crate::panic::{Payload, let_go};
use crate::sync::{AtomicUsize, Mutex, Ordering};

pub(crate) struct Horizon {
    /// `usize::MAX` while no end is known.
    lowest: AtomicUsize,
    /// Whether an end is likely, so that what comes first had better be done first.
    expected: bool,
}

impl Default for Horizon {
    #[inline]
    fn default() -> Horizon {
        Horizon::new(true)
    }
}

impl Horizon {
    #[inline]
    pub(crate) fn new(expected: bool) -> Horizon {
        Horizon {
            lowest: AtomicUsize::new(usize::MAX),
            expected,
        }
    }

    pub(super) fn is_expected(&self) -> bool {
        self.expected
    }

    /// The sequence ends in the piece at `at`, if not before.
    pub(crate) fn lower(&self, at: usize) {
        self.lowest.fetch_min(at, Ordering::Relaxed);
    }

    /// Whether any end is known.
    #[inline]
    pub(crate) fn is_known(&self) -> bool {
        self.lowest.load(Ordering::Relaxed) != usize::MAX
    }

    /// Whether the piece at `at` is beyond the end.
    #[inline]
    pub(crate) fn is_before(&self, at: usize) -> bool {
        self.lowest.load(Ordering::Relaxed) < at
    }

    /// Whether the sequence ends in the piece at `at`. Final once every piece before is done.
    pub(crate) fn is_at(&self, at: usize) -> bool {
        self.lowest.load(Ordering::Relaxed) == at
    }
}

/// What ended a piece, and where that began.
type End<E> = (usize, E);

/// Whatever ended the pieces that ended early, by position.
pub(crate) struct Ends<E> {
    ends: Mutex<Vec<End<E>>>,
}

impl<E> Default for Ends<E> {
    fn default() -> Ends<E> {
        Ends::new()
    }
}

impl<E> Ends<E> {
    #[inline]
    pub(crate) fn new() -> Ends<E> {
        Ends {
            ends: Mutex::new(Vec::new()),
        }
    }

    /// Keeps what ended the piece at `at`, and lowers the horizon to it.
    pub(crate) fn add(&self, at: usize, end: E, horizon: &Horizon) {
        self.ends.lock().push((at, end));
        horizon.lower(at);
    }

    #[inline]
    pub(crate) fn is_empty(&mut self) -> bool {
        self.ends.get_mut().is_empty()
    }

    /// The first by position, of one position the one that came first, and the others.
    #[inline]
    pub(crate) fn into_first(self) -> (Option<End<E>>, Vec<End<E>>) {
        let mut ends = self.ends.into_inner();
        let first = (0..ends.len()).min_by_key(|&end| ends[end].0);
        (first.map(|end| ends.swap_remove(end)), ends)
    }
}

/// Goes on with the first panic, unless the sequence ends before it.
#[cold]
#[inline(never)]
pub(super) fn go_on_with_first(panics: Ends<Payload>, horizon: &Horizon) {
    let (first, others) = panics.into_first();
    others.into_iter().for_each(|(_, panic)| let_go(panic));
    match first {
        Some((at, panic)) if horizon.is_at(at) => resume_unwind(panic),
        Some((_, panic)) => let_go(panic),
        None => {}
    }
}
