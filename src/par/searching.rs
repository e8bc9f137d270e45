//! Consumers that end at the first item by position that is what they look for.

use super::Par;
use crate::sink::{Any, Find, FindMap, first_match, position};
use crate::source::Pieces;

/// Searching. All of these block until the first match by position is found; then everything before it was done, and
/// little beyond it.
impl<P: Pieces> Par<P> {
    /// The first item that is `wanted`.
    ///
    /// Blocks until it is found, or all items are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..usize::MAX).par().find(|x| x * x > 1000), Some(32));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, unless the item comes before it.
    pub fn find<F>(self, wanted: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        F: Fn(&P::Item) -> bool + Sync,
    {
        first_match(self.chain, self.options, Find(wanted))
    }

    /// The first `Some` that `f` makes of an item.
    ///
    /// Blocks until it is found, or all items are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(["a", "2", "3"].par().find_map(|s: &str| s.parse::<i32>().ok()), Some(2));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`find`](Par::find).
    pub fn find_map<R, F>(self, f: F) -> Option<R>
    where
        P: Sync,
        R: Send,
        F: Fn(P::Item) -> Option<R> + Sync,
    {
        first_match(self.chain, self.options, FindMap(f))
    }

    /// How many items come before the first that is `wanted`.
    ///
    /// Blocks until it is found, or all items are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(["a", "b", "c"].par().position(|s| s == "b"), Some(1));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`find`](Par::find).
    pub fn position<F>(self, wanted: F) -> Option<usize>
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        position(self.chain, self.options, wanted)
    }

    /// Whether any item is `wanted`. Of no items, none is.
    ///
    /// Blocks until one is found, or all items are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!((0..usize::MAX).par().any(|x| x == 77));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`find`](Par::find).
    pub fn any<F>(self, wanted: F) -> bool
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        first_match(self.chain, self.options, Any(wanted)).is_some()
    }

    /// Whether all items are `wanted`. Of no items, all are.
    ///
    /// Blocks until one is found that is not, or all items are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!(["1", "2"].par().all(|s: &str| s.parse::<i32>().is_ok()));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`find`](Par::find).
    pub fn all<F>(self, wanted: F) -> bool
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        !self.any(|item| !wanted(item))
    }
}
