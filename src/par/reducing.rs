//! Consumers that make one value of all items.

use std::ops::ControlFlow::Continue;

use crate::chain::Par;
use crate::panic::drop_first;
use crate::sink::{Count, Fold, Last, Reduce, pour, reduce};
use crate::source::Pieces;
use crate::trace;

/// # Reducing
///
/// All of these block until everything is done.
///
/// A reduction goes through the source by blocks: up to 128 items are a block each, and a longer source has
/// 128 blocks of about the same length. A block is folded from left to right, and so are the results of the
/// blocks. How many threads there are, and which does what, makes no difference: floating-point results
/// have the same bits in every run, and nothing need be commutative. Of an iterator that cannot be split,
/// the blocks grow with what has been pulled.
///
/// The items of a block are put together one after the other, so the closures that do it are not to wait
/// for each other. What comes before, such as a `map`, may: see [`with_threads`](crate::with_threads).
impl<P: Pieces> Par<P> {
    /// Puts all items together by `op`, two neighbours at a time; `None` if there are none.
    ///
    /// Blocks until all are done. `op` needs to be associative, and need not be commutative: joining
    /// strings gives the string that a plain loop gives. If it is not quite associative, as the addition of
    /// floating-point numbers, the result depends on the number of items alone, and of up to 128 items it
    /// is a plain loop's.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let all = ["a", "b", "c"].par_map(str::to_string).reduce(|left, right| left + &right);
    /// assert_eq!(all.as_deref(), Some("abc"));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    #[doc(alias = "reduce_with")]
    pub fn reduce<F>(self, op: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        F: Fn(P::Item, P::Item) -> P::Item + Sync,
    {
        let _call = trace::consumer("reduce");
        let Continue(reduced) = reduce(self.chain, self.options, Reduce(op));
        reduced
    }

    /// Folds the items of each block into what `init` makes, by `fold`, and puts the blocks together by
    /// `merge`.
    ///
    /// Blocks until all are done. The result is that of `std`'s `fold` if merging with what `init` makes
    /// changes nothing, as with 0 or an empty map, and if `merge` fits `fold`. Neither need be
    /// commutative. Where that is not quite so, as with the addition of floating-point numbers, the
    /// result depends on the number of items alone.
    ///
    /// A block of neighbours is folded by one thread. Where heavy items may lie side by side among light
    /// ones, [`map`](Par::map) and [`reduce`](Par::reduce) share those of a block out, too.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use abreast::prelude::*;
    ///
    /// let counts = "a b a".split(' ').par().fold(
    ///     HashMap::new,
    ///     |mut counts: HashMap<&str, usize>, word| {
    ///         *counts.entry(word).or_default() += 1;
    ///         counts
    ///     },
    ///     |mut left, right| {
    ///         right.into_iter().for_each(|(word, n)| *left.entry(word).or_default() += n);
    ///         left
    ///     },
    /// );
    /// assert_eq!(counts, HashMap::from([("a", 2), ("b", 1)]));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn fold<A, I, F, M>(self, init: I, fold: F, merge: M) -> A
    where
        P: Sync,
        A: Send,
        I: Fn() -> A + Sync,
        F: Fn(A, P::Item) -> A + Sync,
        M: Fn(A, A) -> A + Sync,
    {
        let _call = trace::consumer("fold");
        let by = Fold {
            init: &init,
            fold,
            merge,
        };
        let Continue(folded) = reduce(self.chain, self.options, by);
        let folded = folded.unwrap_or_else(&init);
        drop_first(init, folded)
    }

    /// Counts the items.
    ///
    /// Blocks until all are done: as in `std`, each item is computed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..100).par().filter(|x| x % 3 == 0).count(), 34);
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn count(mut self) -> usize
    where
        P: Sync,
    {
        let _call = trace::consumer("count");
        let count = Count::new();
        pour(&mut self.chain, &self.options, &count);
        count.into_counts().into_iter().sum()
    }

    /// The last item; `None` if there are none.
    ///
    /// Blocks until all are done: as in `std`, each item is computed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..100).par().filter(|x| x % 30 == 0).last(), Some(90));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn last(mut self) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
    {
        let _call = trace::consumer("last");
        let sink = Last::new();
        pour(&mut self.chain, &self.options, &sink);
        drop_first(self, sink.into_item())
    }
}
