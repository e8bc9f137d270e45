//! Consumers that end at the first item by position that is what they look for.

use crate::chain::Par;
use crate::sink::{first_match, position, position_last};
use crate::source::{Exact, Pieces};
use crate::trace;

/// # Searching
///
/// All of these block until the first match by position is found; then everything before it was
/// done, and little beyond it.
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
    #[track_caller]
    #[doc(alias = "find_any")]
    #[doc(alias = "find_first")]
    pub fn find<F>(self, wanted: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        F: Fn(&P::Item) -> bool + Sync,
    {
        let _call = trace::consumer("find");
        first_match(self.chain, self.options, move |item| {
            wanted(&item).then_some(item)
        })
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
    #[track_caller]
    #[doc(alias = "find_map_any")]
    #[doc(alias = "find_map_first")]
    pub fn find_map<R, F>(self, f: F) -> Option<R>
    where
        P: Sync,
        R: Send,
        F: Fn(P::Item) -> Option<R> + Sync,
    {
        let _call = trace::consumer("find_map");
        first_match(self.chain, self.options, f)
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
    #[track_caller]
    #[doc(alias = "position_any")]
    #[doc(alias = "position_first")]
    pub fn position<F>(self, wanted: F) -> Option<usize>
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        let _call = trace::consumer("position");
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
    #[track_caller]
    pub fn any<F>(self, wanted: F) -> bool
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        let _call = trace::consumer("any");
        first_match(self.chain, self.options, |item| wanted(item).then_some(())).is_some()
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
    #[track_caller]
    pub fn all<F>(self, wanted: F) -> bool
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        let _call = trace::consumer("all");
        !self.any(|item| !wanted(item))
    }

    /// The last item that is `wanted`.
    ///
    /// Blocks until all are done, as `filter(wanted).last()` does. If there is one item per index,
    /// [`rev`](Par::rev) and then [`find`](Par::find) end sooner.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..100).par().find_last(|x| x % 30 == 1), Some(91));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn find_last<F>(self, wanted: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        F: Fn(&P::Item) -> bool + Sync,
    {
        let _call = trace::consumer("find_last");
        self.filter(wanted).last()
    }

    /// How many items come before the last that is `wanted`.
    ///
    /// Blocks until all are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(["a", "b", "a", "c"].par().position_last(|s| s == "a"), Some(2));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn position_last<F>(self, wanted: F) -> Option<usize>
    where
        P: Sync,
        F: Fn(P::Item) -> bool + Sync,
    {
        let _call = trace::consumer("position_last");
        position_last(self.map(wanted).gather())
    }

    /// Item number `n`, from 0 on; `None` if there are no more than `n` items.
    ///
    /// Blocks until it is there. As in `std`, the items before it are computed, and dropped: by the thread
    /// that makes this one, as with [`skip`](Par::skip). What comes after it is not.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..u64::MAX).par().nth(1 << 40), Some(1 << 40));
    /// assert_eq!([1, 2].par().nth(2), None);
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, up to that item.
    #[track_caller]
    pub fn nth(self, n: usize) -> Option<P::Item>
    where
        P: Exact + Sync,
        P::Item: Send,
    {
        let _call = trace::consumer("nth");
        let mut item = self.skip(n).take(1).collect_vec();
        item.pop()
    }

    /// Whether each item is less than the one behind it, or equal. True of no items, and of one; false
    /// if two neighbours cannot be compared.
    ///
    /// Blocks until a pair is found that is not in order, or all items are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!([1, 2, 2, 9].par().is_sorted());
    /// assert!(![1.0, f64::NAN].par().is_sorted());
    /// ```
    ///
    /// # Panics
    ///
    /// As [`find`](Par::find).
    #[track_caller]
    pub fn is_sorted(self) -> bool
    where
        P: Sync,
        P::Item: PartialOrd + Send,
    {
        let _call = trace::consumer("is_sorted");
        let stretches = self.map(|first| Stretch { first, last: None });
        stretches.try_reduce(Stretch::and).is_ok()
    }
}

/// Some items in a row that are in order.
struct Stretch<T> {
    first: T,
    /// Nothing if that is the first.
    last: Option<T>,
}

impl<T: PartialOrd> Stretch<T> {
    fn and(self, next: Stretch<T>) -> Result<Stretch<T>, ()> {
        let in_order = self.last.as_ref().unwrap_or(&self.first) <= &next.first;
        if !in_order {
            return Err(());
        }
        Ok(Stretch {
            first: self.first,
            last: Some(next.last.unwrap_or(next.first)),
        })
    }
}
