//! Further adapters: items beside others, between others, and changed in their place.

use crate::chain::Par;
use crate::enter::IntoParallel;
use crate::source::{Exact, Pieces};
use crate::stage::{Enumerated, Interleaved, Interspersed, Positions, Update, Zipped};

/// # Further adapters
///
/// All are lazy.
impl<P: Pieces> Par<P> {
    /// Changes each item in its place, and passes it on.
    ///
    /// Lazy. As [`map`](Par::map) with a closure that returns what it was given.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let words = ["side", "by"].par_map(str::to_string).update(|word| word.push('!'));
    /// assert_eq!(words.collect_vec(), ["side!", "by!"]);
    /// ```
    pub fn update<F>(self, change: F) -> Par<Update<P, F>>
    where
        F: Fn(&mut P::Item) + Sync,
    {
        self.with_chain(|chain| Update::new(chain, change))
    }

    /// Yields an item of this chain and one of `other` by turns, this chain's first, and then what is
    /// left of the longer one.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([1, 2, 3, 4].par().interleave([-1, -2]).collect_vec(), [1, -1, 2, -2, 3, 4]);
    /// ```
    pub fn interleave<C>(self, other: C) -> Par<Interleaved<P, C::Pieces>>
    where
        P: Exact,
        C: IntoParallel<Item = P::Item, Pieces: Exact>,
    {
        self.with_other(other.par(), Interleaved::new)
    }

    /// Puts a clone of `between` between every two items.
    ///
    /// Lazy. Behind adapters that leave items out, or make several from one, such as
    /// [`filter`](Par::filter) and [`flat_map`](Par::flat_map), the calling thread makes the first item
    /// by itself, since that is the one with nothing put before it. A chain with one item per index
    /// remains one.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let text = ["side", "by", "side"].par().intersperse(" ").collect::<String>();
    /// assert_eq!(text, "side by side");
    /// ```
    pub fn intersperse(self, between: P::Item) -> Par<Interspersed<P, P::Item>>
    where
        P::Item: Clone,
    {
        self.with_chain(|chain| Interspersed::new(chain, between))
    }

    /// Yields pairs of an item and one of `other`, which has as many.
    ///
    /// The lengths are compared at once; everything else is lazy. Where they may differ,
    /// [`zip`](Par::zip) leaves out what has no partner.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let (a, b) = ([1, 2, 3], [10, 20, 30]);
    /// assert_eq!(a.par().zip_eq(&b).map(|(x, y)| x + y).collect_vec(), [11, 22, 33]);
    /// ```
    ///
    /// # Panics
    ///
    /// If one has more items than the other. The message has both numbers.
    #[track_caller]
    pub fn zip_eq<C>(self, other: C) -> Par<Zipped<P, C::Pieces>>
    where
        P: Exact,
        C: IntoParallel<Pieces: Exact>,
    {
        let other = other.par();
        let lens = [self.chain.many(), other.chain.many()];
        if lens[0] != lens[1] {
            let [left, right] = lens.map(|len| len.map_or("more".to_string(), |n| n.to_string()));
            panic!("zip_eq needs two of the same length, and got {left} items and {right}");
        }
        self.with_other(other, Zipped::new)
    }

    /// The indices of the items that are `wanted`, in order.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!("a,b,c".bytes().par().positions(|byte| byte == b',').collect_vec(), [1, 3]);
    /// ```
    pub fn positions<F>(self, wanted: F) -> Par<Positions<Enumerated<P>, F>>
    where
        P: Exact,
        F: Fn(P::Item) -> bool + Sync,
    {
        self.with_chain(|chain| Positions::new(Enumerated::new(chain), wanted))
    }
}
