//! Adapters for those who want to see that it moves.

use crate::chain::Par;
use crate::source::Pieces;
use crate::stage::Progress;

/// Progress.
impl<P: Pieces> Par<P> {
    /// Tells `f`, after each piece, how many more items came by here.
    ///
    /// Lazy. `f` runs on whichever thread has done the piece, so every few microseconds, or after each heavier item; for
    /// several pieces at once. It is never told 0, and in the end the numbers add up to the items that came by. (Those of
    /// a piece in which a closure panics are not told.)
    ///
    /// ```
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    /// use abreast::prelude::*;
    ///
    /// let done = AtomicUsize::new(0);
    /// let squares = (0..1000).par_map(|x: u64| x * x).on_progress(|n| {
    ///     let done = done.fetch_add(n, Ordering::Relaxed) + n;
    ///     if done % 100 < n {
    ///         eprintln!("{} %", done / 10);
    ///     }
    /// });
    /// assert_eq!(squares.sum::<u64>(), 332_833_500);
    /// assert_eq!(done.into_inner(), 1000);
    /// ```
    ///
    /// # Panics
    ///
    /// The consumer panics if `f` does, unless a panic of another closure comes before that.
    pub fn on_progress<F>(self, f: F) -> Par<Progress<P, F>>
    where
        F: Fn(usize) + Sync,
    {
        self.with_chain(|chain| Progress::new(chain, f))
    }
}
