//! Adapters that end the sequence, or begin it, by what its items are or by what somebody says.

use crate::chain::Par;
use crate::source::{
    Ending, MappedWhile, MapsWhile, Pieces, SkippedWhile, SkipsWhile, TakenWhile, TakesWhile,
};
use crate::stage::Stopped;

/// # Ends by position
///
/// The first three look at one item after the other, as a loop does, each on whichever thread has its turn.
/// The items that they look at are made by all threads, and so is what follows. So where there are several
/// threads, some items behind the end may have been begun before it was known, as with a
/// [`find`](Par::find); nothing of those is seen, a panic included, and once the end is known no more are
/// begun. One thread begins none. What a [`flat_map`](Par::flat_map) before them makes from one item is made
/// as a whole, and so must have an end. (What a [`map_init`](Par::map_init) before them keeps is made anew
/// for each piece, as the thread may be another.)
impl<P: Pieces> Par<P> {
    /// Yields the items before the first that is not `wanted`, in order.
    ///
    /// Lazy. Exactly as in `std`: each item is looked at once, and none behind the first that is not wanted.
    /// Those to look at are made by all threads, a little ahead; what follows is done by all as well.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let squares = (1..).into_par().map(|x: u64| x * x).take_while(|x| *x < 10_000);
    /// assert_eq!(squares.sum::<u64>(), 328_350);
    /// ```
    ///
    /// # Panics
    ///
    /// The consumer panics if `wanted` does, unless a panic of another closure comes before that.
    pub fn take_while<F>(self, wanted: F) -> Par<TakenWhile<P, F>>
    where
        F: Fn(&P::Item) -> bool + Send + Sync,
        P: Send + Sync,
        P::Item: Send,
    {
        self.with_chain(|chain| Ending::new(chain, TakesWhile(wanted)))
    }

    /// Leaves out the items before the first that is not `unwanted`.
    ///
    /// Lazy. Exactly as in `std`: no item behind that one is looked at. Everything up to here is done by all
    /// threads, and so is what follows.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let lines = ["# name", "# date", "1", "# 2"];
    /// let body = lines.par().skip_while(|line| line.starts_with('#')).map(str::len);
    /// assert_eq!(body.collect_vec(), [1, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`take_while`](Par::take_while).
    pub fn skip_while<F>(self, unwanted: F) -> Par<SkippedWhile<P, F>>
    where
        F: Fn(&P::Item) -> bool + Send + Sync,
        P: Send + Sync,
        P::Item: Send,
    {
        self.with_chain(|chain| Ending::new(chain, SkipsWhile::new(unwanted)))
    }

    /// Sends each item through `f`, and ends before the first that comes to `None`.
    ///
    /// Lazy. Exactly as in `std`: no item behind that one comes to `f`. That is called by one thread at a
    /// time; what stands before it is done by all threads, and so is what follows. So heavy work belongs
    /// into a [`map`](Par::map) before it: `map(f).map_while(|x| x)`.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let numbers = ["1", "2", "end", "3"].par().map_while(|s: &str| s.parse::<u32>().ok());
    /// assert_eq!(numbers.map(|x| x * x).collect_vec(), [1, 4]);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`take_while`](Par::take_while).
    pub fn map_while<R, F>(self, f: F) -> Par<MappedWhile<P, F>>
    where
        F: Fn(P::Item) -> Option<R> + Send + Sync,
        P: Send + Sync,
        P::Item: Send,
    {
        self.with_chain(|chain| Ending::new(chain, MapsWhile(f)))
    }

    /// Ends the sequence where `stop` is first seen to be true.
    ///
    /// Lazy. `stop` is looked at before each piece that is dealt to a thread, so every few microseconds, or
    /// before each heavier item; once it was true, nothing more is begun, and `stop` is not asked again.
    /// Everything that was begun is done, and that is all there is before the end: the result is that of a
    /// loop that breaks there, whatever the consumer. What stands before this in the chain is done for the
    /// same items as what stands behind it. From an iterator that has to be [pulled](crate::AnyIterator),
    /// nothing more is pulled then.
    ///
    /// A deadline, for whatever comes of an endless search in that time:
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use abreast::prelude::*;
    ///
    /// let began = Instant::now();
    /// let limit = Duration::from_millis(10);
    /// let squares = (0_u64..).into_par().map(|x| x * x).until(move || began.elapsed() > limit);
    /// let squares = squares.collect_vec();
    /// assert!((0..).zip(squares).all(|(x, square)| square == x * x)); // no gap
    /// ```
    ///
    /// A search that ends when somebody has found something that is good enough:
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    /// use abreast::prelude::*;
    ///
    /// let best = AtomicU64::new(u64::MAX);
    /// (1_u64..)
    ///     .into_par()
    ///     .until(|| best.load(Relaxed) < 10)
    ///     .for_each(|x| {
    ///         best.fetch_min((x * 7919) % 1009, Relaxed);
    ///     });
    /// assert!(best.into_inner() < 10);
    /// ```
    ///
    /// Inside a [`Task`](crate::Task), so that one that is cancelled ends early:
    ///
    /// ```
    /// use abreast::{is_cancelled, prelude::*, spawn};
    ///
    /// let task = spawn(|| (0..1000_u64).par().until(is_cancelled).map(|x| x * x).sum::<u64>());
    /// assert_eq!(task.join(), 332_833_500);
    /// ```
    ///
    /// `stop` need not be `Send`, but for a [`stream`](Par::stream), which may go to another thread:
    ///
    /// ```compile_fail,E0277
    /// use std::sync::Mutex;
    /// use abreast::prelude::*;
    ///
    /// let stop: &Mutex<bool> = Box::leak(Box::default());
    /// let stop = stop.lock().unwrap(); // may be looked at anywhere, and is unlocked here
    /// (0..9).par().until(move || *stop).stream();
    /// ```
    ///
    /// # Panics
    ///
    /// The consumer panics if `stop` does, unless a panic of another closure comes before that.
    pub fn until<F>(self, stop: F) -> Par<Stopped<P, F>>
    where
        F: Fn() -> bool + Sync,
    {
        self.with_chain(|chain| Stopped::new(chain, stop))
    }
}
