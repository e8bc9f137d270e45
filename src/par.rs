//! What a user holds: a chain, to be extended by adapters and ended by a consumer.

use crate::collect::FromParallel;
use crate::drive::Options;
use crate::enter::IntoParallel;
use crate::sink::{Each, Gathered, InPlace, pour};
use crate::source::Pieces;
use crate::stage::Map;

/// A parallel chain: a source, what is to be done with each item, and how.
///
/// It comes from a call of `par_map` or `par`, and nothing runs before a consumer such as [`collect`](Par::collect) or
/// [`for_each`](Par::for_each) ends it. The consumer blocks until everything is done. The calling thread begins with
/// the first item itself; threads of the global pool help while there is something to share.
///
/// Whatever the number of threads, the result is that of the same chain on a standard iterator. If closures panic, the
/// first panic by position goes on to the caller with its own payload, once nobody works on the call any more; what was
/// computed until then is dropped.
#[must_use = "nothing runs until the chain is collected, or ended in another way"]
pub struct Par<P> {
    pub(crate) chain: P,
    pub(crate) options: Options,
}

impl<P: Pieces> Par<P> {
    pub(crate) fn new(chain: P) -> Self {
        Par {
            chain,
            options: Options::default(),
        }
    }

    fn with_chain<Q>(self, to: impl FnOnce(P) -> Q) -> Par<Q> {
        Par {
            chain: to(self.chain),
            options: self.options,
        }
    }

    /// Sends each item through `f`.
    ///
    /// Lazy. `f` runs on whichever thread takes the item, for several items at once, in no order that one could rely
    /// on; its results keep the order of the items.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let lengths: Vec<usize> = ["a", "bc"].par().map(|word: &str| word.len()).collect();
    /// assert_eq!(lengths, [1, 2]);
    /// ```
    pub fn map<R, F>(self, f: F) -> Par<Map<P, F>>
    where
        F: Fn(P::Item) -> R + Sync,
    {
        self.with_chain(|chain| Map::new(chain, f))
    }

    /// Lets at most `n` threads work on this call, the calling one included.
    ///
    /// Calls nested in its closures count in, as in [`with_threads`](crate::with_threads). Inside a `with_threads` this
    /// lowers the number for one call and never raises it; elsewhere it may ask for more threads than there are
    /// processors, for items that wait.
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
        assert!(
            n > 0,
            "threads needs at least 1 thread, which is the calling thread itself, and got 0"
        );
        let lowest = self.options.threads.map_or(n, |threads| threads.min(n));
        self.options.threads = Some(lowest);
        self
    }

    /// Never deals fewer than `n` items to a thread at a time, unless there are no more.
    ///
    /// The pieces find their size by the clock, so this is seldom needed. It helps where neighbouring items are best
    /// done by the same thread. An input of less than `2 * n` items stays on the calling thread.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let v = (0..1000).par_map(|x| x + 1).min_len(250).collect_vec();
    /// assert_eq!(v.len(), 1000);
    /// ```
    pub fn min_len(mut self, n: usize) -> Self {
        self.options.min_len = self.options.min_len.max(n);
        self
    }

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
    pub fn for_each<F>(self, f: F)
    where
        P: Sync,
        F: Fn(P::Item) + Sync,
    {
        let Par { chain, options } = self.map(f);
        pour(chain, &options, &Each);
    }

    /// Collects all items, in order, into any collection that is [`FromParallel`].
    ///
    /// Blocks until all are there. Results of a chain that yields one item per index are written straight into the
    /// place that they keep. A `Result` or an `Option` ends the work at its first error or `None` by position, as in
    /// `std`: every item before it is done, and hardly one beyond it is begun.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let all: Result<Vec<i32>, _> = ["1", "2"].par_map(|s: &str| s.parse::<i32>()).collect();
    /// assert_eq!(all, Ok(vec![1, 2]));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, and with "capacity overflow" if there are more items
    /// than a collection can hold.
    pub fn collect<C>(self) -> C
    where
        C: FromParallel<P::Item>,
        P: Sync,
        P::Item: Send,
    {
        C::from_par(self)
    }

    /// Collects all items, in order, into a vector.
    ///
    /// The same as [`collect`](Par::collect), with nothing to infer.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..3).par_map(|x| 10 * x).collect_vec(), [0, 10, 20]);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`collect`](Par::collect).
    pub fn collect_vec(self) -> Vec<P::Item>
    where
        P: Sync,
        P::Item: Send,
    {
        let mut items = if P::EXACT {
            Vec::with_capacity(self.chain.indices().unwrap_or_else(capacity_overflow))
        } else {
            Vec::new()
        };
        self.collect_into(&mut items);
        items
    }

    /// Appends all items, in order, to `items`, and returns it.
    ///
    /// Blocks until all are there. A vector that is cleared and filled again and again keeps its memory.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut items = vec![1];
    /// (2..4).par_map(|x| x * x).collect_into(&mut items);
    /// assert_eq!(items, [1, 4, 9]);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`collect`](Par::collect). Then `items` is as it was before.
    pub fn collect_into(self, items: &mut Vec<P::Item>) -> &mut Vec<P::Item>
    where
        P: Sync,
        P::Item: Send,
    {
        let Par { chain, options } = self;
        if P::EXACT {
            let sink = InPlace::new(items, chain.indices().unwrap_or_else(capacity_overflow));
            pour(chain, &options, &sink);
            sink.finish();
        } else {
            let sink = Gathered::new();
            pour(chain, &options, &sink);
            sink.append_to(items);
        }
        items
    }
}

/// What `Vec` itself says of a length that it cannot have.
#[cold]
fn capacity_overflow() -> usize {
    panic!("capacity overflow")
}

impl<P: Pieces> IntoParallel for Par<P> {
    type Item = P::Item;
    type Pieces = P;

    fn par(self) -> Par<P> {
        self
    }
}

/// Collects first, in parallel, then iterates, as in `for y in items.par_map(f) { … }`.
///
/// ```
/// use abreast::prelude::*;
///
/// let mut words = Vec::new();
/// for word in ["a", "b"].par_map(|s: &str| s.to_uppercase()) {
///     words.push(word);
/// }
/// assert_eq!(words, ["A", "B"]);
/// ```
impl<P> IntoIterator for Par<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    type Item = P::Item;
    type IntoIter = std::vec::IntoIter<P::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.collect_vec().into_iter()
    }
}
