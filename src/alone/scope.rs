//! One thread, whatever is asked for.

use std::num::NonZero;
use std::thread::available_parallelism;

/// How many processors this process may use, as far as the standard library knows.
///
/// # Examples
///
/// ```
/// assert!(abreast::cpu_count() >= 1);
/// ```
pub fn cpu_count() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Runs `f` on the calling thread, as everything runs there: this build has no threads.
///
/// # Examples
///
/// ```
/// use abreast::prelude::*;
///
/// let squares = with_threads(4, || [1, 2, 3].par_map(|x| x * x).collect_vec());
/// assert_eq!(squares, [1, 4, 9]);
/// ```
///
/// # Panics
///
/// If `n` is 0, and if `f` panics.
#[track_caller]
pub fn with_threads<R>(n: usize, f: impl FnOnce() -> R) -> R {
    assert!(
        n > 0,
        "with_threads needs at least 1 thread, which is the calling thread itself, and got 0"
    );
    f()
}

/// How many threads a parallel call made here may use: 1, the calling thread, since this build has no
/// others.
///
/// # Examples
///
/// ```
/// assert_eq!(abreast::with_threads(3, abreast::current_threads), 1);
/// ```
pub fn current_threads() -> usize {
    team().threads
}

/// There is nothing to keep anybody out of.
pub(crate) fn at_most(_n: Option<NonZero<usize>>) -> Option<impl Sized> {
    None::<()>
}

/// A number that stands for what this thread is in: always the same, since nothing is lent.
pub(crate) fn context() -> usize {
    0
}

/// Nobody is there to whom a join could be offered.
pub(crate) fn join_has_to_look() -> bool {
    false
}

/// As many as like.
pub(crate) fn let_joins_begin(_joins: u32) {}

/// The threads that a call made here may use.
pub(crate) struct Team {
    pub(crate) threads: usize,
}

impl Team {
    pub(crate) fn has_one_each(&self, _n: usize) -> bool {
        false
    }

    pub(crate) fn items_wait(&self, _n: usize) -> bool {
        false
    }
}

/// The calling thread.
pub(crate) fn team() -> Team {
    Team { threads: 1 }
}
