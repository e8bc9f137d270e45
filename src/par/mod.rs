//! What users call on a chain: adapters, consumers, options.

// In this order the groups stand on `Par`'s page.
mod adapters;
mod by_position;
mod further;

mod ends;

mod seeing;

mod each;

mod collecting;

mod reducing;
mod totals;

mod extremes;

mod searching;

mod fallible;

mod comparing;

mod streaming;

use std::num::NonZero;

use crate::chain::Par;
use crate::enter::IntoParallel;
use crate::source::{Exact, Pieces};

/// # Options
///
/// How a call goes about its items: none changes what comes of them.
impl<P: Pieces> Par<P> {
    /// Lets at most `n` threads work on this call, the calling one included.
    ///
    /// Calls nested in its closures count in, as in [`with_threads`](crate::with_threads). Inside a
    /// `with_threads` this lowers the number for one call and never raises it; elsewhere it may ask for
    /// more threads than there are processors, for items that wait.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let threads = (0..100).par_map(|_| abreast::current_threads()).threads(3).collect_vec();
    /// assert_eq!(threads, [3; 100]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    pub fn threads(mut self, n: usize) -> Self {
        let n = NonZero::new(n).expect(
            "threads needs at least 1 thread, which is the calling thread itself, and got 0",
        );
        self.options.limit_threads(n);
        self
    }

    /// Never deals fewer than `n` items to a thread at a time, unless there are no more.
    ///
    /// The pieces find their size by the clock, so this is seldom needed. It helps where neighbouring items
    /// are best done by the same thread. An input of less than `2 * n` items stays on the calling thread.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let v = (0..1000).par_map(|x| x + 1).min_len(250).collect_vec();
    /// assert_eq!(v.len(), 1000);
    /// ```
    #[doc(alias = "with_min_len")]
    pub fn min_len(mut self, n: usize) -> Self {
        self.options.raise_min_len(n);
        self
    }

    /// Never deals more than `n` items to a thread at a time, where there are several threads.
    ///
    /// The pieces find their size by the clock, and a piece that was dealt is one thread's. Where quick
    /// items may have heavy ones behind them, as in a loop that is new, pieces are short anyway;
    /// `max_len(1)` deals each item by itself in any case, which costs some dozens of nanoseconds an item.
    /// A smaller number than [`min_len`](Par::min_len) has no effect; and [`fold`](Par::fold),
    /// [`try_fold`](Par::try_fold) and [`try_reduce`](Par::try_reduce) deal whole blocks of items, of which
    /// there are up to 128. So does every reduction as long as the calling thread is still alone.
    ///
    /// ```
    /// use std::time::Duration;
    /// use abreast::prelude::*;
    ///
    /// let slow = |x: u64| if x < 1000 { x } else { std::thread::sleep(Duration::from_millis(1)); 2 * x };
    /// let v = (0..1040).par_map(slow).max_len(1).collect_vec();
    /// assert_eq!(v[1039], 2078);
    /// ```
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    #[doc(alias = "with_max_len")]
    pub fn max_len(mut self, n: usize) -> Self {
        let n = NonZero::new(n).expect("max_len needs at least 1 item to deal, and got 0");
        self.options.limit_len(n);
        self
    }

    /// Lets at most `n` items be in flight: dealt, and not yet delivered.
    ///
    /// For the consumers that deliver while they go on: [`for_each_ordered`](Par::for_each_ordered),
    /// [`stream`](Par::stream) and their kin. It counts items of the source. If nothing is said, as many
    /// are in flight as the threads do in some tenths of a millisecond: at least 2 for each thread, and at
    /// most 16,384.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut sum = 0;
    /// (0..1000).par_map(|x| 2 * x).window(16).for_each_ordered(|x| sum += x);
    /// assert_eq!(sum, 999_000);
    /// ```
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    pub fn window(mut self, n: usize) -> Self {
        let n = NonZero::new(n).expect("window needs room for at least 1 item, and got 0");
        self.options.limit_window(n);
        self
    }
}

/// # Length
///
/// What is known before anything is computed.
impl<P: Exact> Par<P> {
    /// How many items there are. Nothing is computed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..100).par_map(|x: i32| x * x).skip(10).chunks(7).len(), 13);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are more than `usize::MAX`. The message says how many.
    #[track_caller]
    #[allow(
        clippy::len_without_is_empty,
        reason = "as `ExactSizeIterator`, which has none"
    )]
    pub fn len(&self) -> usize {
        let Some(len) = self.chain.indices() else {
            let many = self.chain.many().filter(|many| *many < u128::MAX);
            let many = many.map_or("even more".to_string(), |many| many.to_string());
            panic!(
                "len counts up to {} items, and there are {many}",
                usize::MAX
            )
        };
        len
    }
}

impl<P: Pieces> IntoParallel for Par<P> {
    type Item = P::Item;
    type Pieces = P;

    fn par(self) -> Par<P> {
        self
    }
}
