//! Consumers that keep nothing.

use crate::chain::Par;
use crate::sink::{Each, pour};
use crate::source::Pieces;
use crate::trace;

/// # For each item
///
/// For what a closure does, rather than what it returns. Both block until all items are done.
impl<P: Pieces> Par<P> {
    /// Calls `f` for each item.
    ///
    /// Blocks until all are done. The items are begun in no order that one could rely on.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use abreast::prelude::*;
    ///
    /// let sum = AtomicU64::new(0);
    /// (1..=100).par().for_each(|x: u64| {
    ///     sum.fetch_add(x, Ordering::Relaxed);
    /// });
    /// assert_eq!(sum.into_inner(), 5050);
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of `f` by position: `f` was called for every item before that one.
    #[track_caller]
    pub fn for_each<F>(self, f: F)
    where
        P: Sync,
        F: Fn(P::Item) + Sync,
    {
        let _call = trace::consumer("for_each");
        let Par { mut chain, options } = self.map(f);
        pour(&mut chain, &options, &Each);
    }

    /// Calls `f` for each item, together with something that the thread has to itself.
    ///
    /// Blocks until all are done. See [`map_init`](Par::map_init) for what `init` makes, and when.
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use abreast::prelude::*;
    ///
    /// let found = Mutex::new(Vec::new());
    /// (0..100).par().for_each_init(Vec::new, |buffer, x: usize| {
    ///     buffer.clear();
    ///     buffer.resize(x, 'x');
    ///     if buffer.len() == 42 {
    ///         found.lock().unwrap().push(x);
    ///     }
    /// });
    /// assert_eq!(found.into_inner().unwrap(), [42]);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`for_each`](Par::for_each).
    #[track_caller]
    #[doc(alias = "for_each_with")]
    pub fn for_each_init<S, I, F>(self, init: I, f: F)
    where
        P: Sync,
        I: Fn() -> S + Sync,
        F: Fn(&mut S, P::Item) + Sync,
    {
        let _call = trace::consumer("for_each_init");
        let Par { mut chain, options } = self.map_init(init, f);
        pour(&mut chain, &options, &Each);
    }
}
