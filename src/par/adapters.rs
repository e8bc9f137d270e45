//! Adapters: what becomes of each item.

use crate::chain::Par;
use crate::enter::IntoParallel;
use crate::source::Pieces;
use crate::stage::{
    Chained, Cloned, Copied, Filter, FilterMap, FlatMap, Flatten, Inspect, Map, MapInit,
};

/// # Adapters
///
/// All are lazy; their closures run on whichever thread takes the item, for several items at once.
impl<P: Pieces> Par<P> {
    /// Sends each item through `f`.
    ///
    /// Lazy. `f` runs on whichever thread takes the item, for several items at once, in no order that one
    /// could rely on; its results keep the order of the items.
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

    /// Keeps the items that are `wanted`, in order.
    ///
    /// Lazy. Behind a `filter`, the index of an item is not known before all items in front of it are
    /// done. So adapters that need indices, such as [`enumerate`](Par::enumerate), come before the
    /// `filter`.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let odd = (0..6).par().filter(|x: &i32| x % 2 == 1).collect_vec();
    /// assert_eq!(odd, [1, 3, 5]);
    /// ```
    ///
    /// ```compile_fail,E0277
    /// use abreast::prelude::*;
    ///
    /// let odd = (0..6).par().filter(|x: &i32| x % 2 == 1).enumerate(); // needs one item per index
    /// ```
    pub fn filter<F>(self, wanted: F) -> Par<Filter<P, F>>
    where
        F: Fn(&P::Item) -> bool + Sync,
    {
        self.with_chain(|chain| Filter::new(chain, wanted))
    }

    /// Sends each item through `f` and keeps what is `Some`, in order.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let numbers = ["1", "b", "3"].par().filter_map(|s: &str| s.parse::<i32>().ok()).collect_vec();
    /// assert_eq!(numbers, [1, 3]);
    /// ```
    pub fn filter_map<R, F>(self, f: F) -> Par<FilterMap<P, F>>
    where
        F: Fn(P::Item) -> Option<R> + Sync,
    {
        self.with_chain(|chain| FilterMap::new(chain, f))
    }

    /// Makes any number of items from each item, and yields all of them, in order.
    ///
    /// Lazy. The thread that called `f` goes through what `f` returned. If that work is to be shared as
    /// well, make a parallel call inside `f`.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let words = ["a b", "c"].par().flat_map(|line: &str| line.split(' ')).collect_vec();
    /// assert_eq!(words, ["a", "b", "c"]);
    /// ```
    #[doc(alias = "flat_map_iter")]
    pub fn flat_map<R, F>(self, f: F) -> Par<FlatMap<P, F>>
    where
        R: IntoIterator,
        F: Fn(P::Item) -> R + Sync,
    {
        self.with_chain(|chain| FlatMap::new(chain, f))
    }

    /// Yields the items of each item, in order.
    ///
    /// Lazy. The same as `flat_map(|items| items)`.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(vec![vec![1, 2], vec![], vec![3]].par().flatten().collect_vec(), [1, 2, 3]);
    /// ```
    #[doc(alias = "flatten_iter")]
    pub fn flatten(self) -> Par<Flatten<P>>
    where
        P::Item: IntoIterator,
    {
        self.with_chain(Flatten::new)
    }

    /// Shows each item to `look` as it goes by.
    ///
    /// Lazy. Items go by in no order that one could rely on.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    /// use abreast::prelude::*;
    ///
    /// let seen = AtomicUsize::new(0);
    /// let count = |_: &i32| {
    ///     seen.fetch_add(1, Ordering::Relaxed);
    /// };
    /// assert_eq!((0..9).par().inspect(count).sum::<i32>(), 36);
    /// assert_eq!(seen.into_inner(), 9);
    /// ```
    pub fn inspect<F>(self, look: F) -> Par<Inspect<P, F>>
    where
        F: Fn(&P::Item) + Sync,
    {
        self.with_chain(|chain| Inspect::new(chain, look))
    }

    /// Copies what the items refer to.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([1, 2].iter().par().copied().collect_vec(), [1, 2]);
    /// ```
    pub fn copied<'a, T>(self) -> Par<Copied<P>>
    where
        T: Copy + 'a,
        P: Pieces<Item = &'a T>,
    {
        self.with_chain(Copied::new)
    }

    /// Clones what the items refer to, on the threads that take them.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let words = vec!["a".to_string(), "b".to_string()];
    /// assert_eq!(words.iter().par().cloned().collect_vec(), words);
    /// ```
    pub fn cloned<'a, T>(self) -> Par<Cloned<P>>
    where
        T: Clone + 'a,
        P: Pieces<Item = &'a T>,
    {
        self.with_chain(Cloned::new)
    }

    /// Sends each item through `f`, together with something that the thread has to itself.
    ///
    /// Lazy. `init` is called on each thread that takes part, before that thread's first item: at most
    /// once a thread and call. What it makes need not be `Send`; it is dropped on its thread at the end
    /// of the call. It is good for buffers, caches, and generators of random numbers. But which items a
    /// thread has done before is different in each run: so a result should not depend on what they have
    /// left. After a panic of `f` the state is not used again, and items that still have to be done get
    /// a new one. Where results are taken in order ([`for_each_ordered`](Par::for_each_ordered),
    /// [`stream`](Par::stream) and their kin), helpers leave while there is nothing for them to do, and make
    /// a new one when they come back.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let lengths = [1, 20, 300]
    ///     .par()
    ///     .map_init(String::new, |buffer, x: i32| {
    ///         use std::fmt::Write;
    ///         buffer.clear();
    ///         write!(buffer, "{x}").map(|()| buffer.len())
    ///     })
    ///     .collect::<Result<Vec<_>, _>>();
    /// assert_eq!(lengths, Ok(vec![1, 2, 3]));
    /// ```
    #[doc(alias = "map_with")]
    pub fn map_init<S, R, I, F>(self, init: I, f: F) -> Par<MapInit<P, I, F>>
    where
        I: Fn() -> S + Sync,
        F: Fn(&mut S, P::Item) -> R + Sync,
    {
        self.with_chain(|chain| MapInit::new(chain, init, f))
    }

    /// Goes on with the items of `other` after its own.
    ///
    /// Lazy. Threads may work on both parts at the same time.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..2).par().chain([7, 8]).collect_vec(), [0, 1, 7, 8]);
    /// ```
    pub fn chain<C>(self, other: C) -> Par<Chained<P, C::Pieces>>
    where
        C: IntoParallel<Item = P::Item>,
    {
        self.with_other(other.par(), Chained::new)
    }
}
