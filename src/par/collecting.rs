//! Consumers that collect.

mod vector;

use crate::chain::Par;
use crate::collect::FromParallel;
use crate::panic::drop_first;
use crate::pool::team;
use crate::sink::{Buffer, Gathered, Pair, Sides, join_pairs, pour};
use crate::source::Pieces;
use crate::trace;
use vector::{are_few, collect_many, collect_new, drop_after, only_item, slots};

/// # Collecting
///
/// All of these block until everything is there.
impl<P: Pieces> Par<P> {
    /// Collects all items, in order, into any collection that is [`FromParallel`].
    ///
    /// Blocks until all are there. If the chain yields one item per index, each result is written
    /// straight into its final place. Where the chain uses up a vector, and the results fit there, that
    /// is the vector's own memory (which may have room for more, as in `std`). A `Result` or an `Option`
    /// ends the work at its first error or `None` by position, as in `std`: every item before it is
    /// done, and hardly one beyond it is begun.
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
    /// With the first panic of the chain's closures by position, and with "capacity overflow" if there are
    /// more items than a collection can hold.
    #[inline]
    #[track_caller]
    pub fn collect<C>(self) -> C
    where
        C: FromParallel<P::Item>, // say which: `collect::<Vec<_>>()`, or `collect_vec()`
        P: Sync,
        P::Item: Send,
    {
        let _call = trace::consumer("collect");
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
    #[inline(always)]
    #[track_caller]
    pub fn collect_vec(self) -> Vec<P::Item>
    where
        P: Sync,
        P::Item: Send,
    {
        let _call = trace::consumer("collect_vec");
        let Par { chain, options } = self;
        if !are_few(&chain, &options) {
            return collect_new(chain, options);
        }
        // Before the answer is made, which stays where it is then: moving what was just made stalls the
        // processor.
        drop(options);
        only_item(chain).map_or_else(Vec::new, |item| vec![item])
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
    #[inline]
    #[track_caller]
    #[doc(alias = "collect_into_vec")]
    pub fn collect_into(self, items: &mut Vec<P::Item>) -> &mut Vec<P::Item>
    where
        P: Sync,
        P::Item: Send,
    {
        let _call = trace::consumer("collect_into");
        let Par { mut chain, options } = self;
        if are_few(&chain, &options) {
            items.extend(only_item(chain));
        } else {
            let before = items.len();
            collect_many(&mut chain, &options, items);
            drop_after(chain, items, before);
        }
        items
    }

    /// Collects all items into parts, in order.
    #[track_caller]
    pub(crate) fn gather<B>(mut self) -> impl ExactSizeIterator<Item = B>
    where
        P: Sync,
        B: Buffer<P::Item> + Send,
    {
        let sink = match self.chain.indices() {
            Some(items) if const { P::SHAPE.exact } => {
                Gathered::<B>::with_room(items, items / team().threads)
            }
            _ => Gathered::new(),
        };
        pour(&mut self.chain, &self.options, &sink);
        drop_first(self, sink.into_buffers())
    }

    /// Collects all items into two vectors, each in order.
    #[track_caller]
    pub(crate) fn gather_pair<B>(self) -> (Vec<B::Left>, Vec<B::Right>)
    where
        P: Sync,
        B: Buffer<P::Item> + Pair + Send,
    {
        if const { P::SHAPE.exact && B::IN_FULL } {
            slots::<B::Left>(&self.chain, 0);
            slots::<B::Right>(&self.chain, 0);
        }
        join_pairs(self.gather::<B>())
    }

    /// Collects the items that are `wanted`, and the others, each in order.
    ///
    /// Blocks until all are there.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let (even, odd): (Vec<i32>, Vec<i32>) = (0..5).par().partition(|x: &i32| x % 2 == 0);
    /// assert_eq!((even, odd), (vec![0, 2, 4], vec![1, 3]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`collect`](Par::collect).
    #[track_caller]
    pub fn partition<C, F>(self, wanted: F) -> (C, C)
    where
        C: FromParallel<P::Item>,
        F: Fn(&P::Item) -> bool + Sync,
        P: Sync,
        P::Item: Send,
    {
        let _call = trace::consumer("partition");
        let sided = self.map(move |item| (wanted(&item), item));
        let (wanted, others) = sided.gather_pair::<Sides<_>>();
        (C::from_vec(wanted), C::from_vec(others))
    }

    /// Collects the left halves of pairs, and the right halves, each in order.
    ///
    /// Blocks until all are there.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let (roots, squares): (Vec<i32>, Vec<i32>) = (1..4).par_map(|x| (x, x * x)).unzip();
    /// assert_eq!((roots, squares), (vec![1, 2, 3], vec![1, 4, 9]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`collect`](Par::collect).
    #[track_caller]
    pub fn unzip<X, Y, A, B>(self) -> (A, B)
    where
        P: Pieces<Item = (X, Y)> + Sync,
        X: Send,
        Y: Send,
        A: FromParallel<X>,
        B: FromParallel<Y>,
    {
        let _call = trace::consumer("unzip");
        self.collect()
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

    #[track_caller]
    fn into_iter(self) -> Self::IntoIter {
        self.collect_vec().into_iter()
    }
}
