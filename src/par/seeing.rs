//! Adapters for those who want to see that it moves.

use crate::chain::Par;
use crate::source::Pieces;
use crate::stage::Progress;

/// # Progress
impl<P: Pieces> Par<P> {
    /// Tells `f`, after each piece, how many more items came by here.
    ///
    /// Lazy. `f` runs on the thread that has done the piece: every few microseconds, or after each
    /// heavier item, and maybe on several threads at once. It is never told 0, and in the end the
    /// numbers add up to the items that came by. (Those of a piece in which a closure panics are not
    /// told.)
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

#[cfg(feature = "indicatif")]
mod bars {
    use indicatif::{ProgressBar, ProgressFinish};

    use crate::chain::Par;
    use crate::source::Pieces;
    use crate::stage::Progress;

    /// Progress bars, with the feature `indicatif`.
    impl<P: Pieces> Par<P> {
        /// Shows on the terminal how many items came by here: a bar where it is known how many there are,
        /// which is where there is one item per index ([`Exact`](crate::Exact)), and else a number.
        ///
        /// Lazy. It is drawn on standard error, if that is a terminal, some times a second, and stays there
        /// at the end.
        ///
        /// ```
        /// use abreast::prelude::*;
        ///
        /// let squares = (0..1000_u64).par_map(|x| x * x).progress();
        /// assert_eq!(squares.sum::<u64>(), 332_833_500);
        /// ```
        pub fn progress(
            self,
        ) -> Par<Progress<P, impl Fn(usize) + Clone + Send + Sync + 'static + use<P>>> {
            let bar = match self.chain.indices() {
                Some(len) if P::SHAPE.exact => ProgressBar::new(len as u64),
                _ => ProgressBar::new_spinner(),
            };
            self.progress_with(bar.with_finish(ProgressFinish::AndLeave))
        }

        /// The same with a bar of your own: its length, style, and what becomes of it at the end.
        ///
        /// Lazy. After each piece the bar is told how many more items came by. It is finished when its last
        /// clone is dropped, as it says itself, or by you.
        ///
        /// ```
        /// use abreast::prelude::*;
        /// use indicatif::ProgressBar;
        ///
        /// let bar = ProgressBar::new(1000);
        /// let odd = (0..1000_u64).par().progress_with(bar.clone()).filter(|x| x % 2 == 1);
        /// assert_eq!(odd.count(), 500);
        /// assert_eq!(bar.position(), 1000);
        /// bar.finish_and_clear();
        /// ```
        pub fn progress_with(
            self,
            bar: ProgressBar,
        ) -> Par<Progress<P, impl Fn(usize) + Clone + Send + Sync + 'static + use<P>>> {
            self.with_chain(|chain| Progress::new(chain, move |n| bar.inc(n as u64)))
        }
    }
}
