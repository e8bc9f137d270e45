//! Sums and products.

use std::iter;
use std::ops::ControlFlow::{Break, Continue};

use crate::chain::Par;
use crate::sink::{ByBlocks, Product, Sum, Total, few, in_one, may_end, reduce};
use crate::source::Pieces;
use crate::stream::in_one_or_less;
use crate::trace;

/// # Sums and products
///
/// Both block until everything is done, as [reductions](#reducing) do.
impl<P: Pieces> Par<P> {
    /// Adds all items up.
    ///
    /// Blocks until all are done. A sum of floating-point numbers is rounded in the same way in every run,
    /// on any number of threads. Of up to 4096 items, with nothing left out on the way, it is rounded as in
    /// a plain loop.
    ///
    /// A sum of `Result`s is the first error by position, if there is one, and a sum of `Option`s is
    /// `None` if one of them is. Then little behind that item was begun.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((1..=100).par().sum::<u32>(), 5050);
    /// assert_eq!([0.1, 0.2, 0.3].par().sum::<f64>(), 0.1 + 0.2 + 0.3);
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position; and if the sum overflows, in a build
    /// that checks for that.
    #[track_caller]
    #[inline(always)]
    pub fn sum<S>(self) -> S
    where
        P: Sync,
        P::Item: Send,
        S: iter::Sum<P::Item> + iter::Sum<S> + Send,
    {
        let _call = trace::consumer("sum");
        self.total::<Sum<S>>()
    }

    /// Multiplies all items.
    ///
    /// Blocks until all are done. Rounded as [`sum`](Par::sum).
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((1..=5).par().product::<u32>(), 120);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`sum`](Par::sum).
    #[track_caller]
    #[inline(always)]
    pub fn product<S>(self) -> S
    where
        P: Sync,
        P::Item: Send,
        S: iter::Product<P::Item> + iter::Product<S> + Send,
    {
        let _call = trace::consumer("product");
        self.total::<Product<S>>()
    }

    #[track_caller]
    #[inline(always)]
    fn total<X>(self) -> X::Output
    where
        P: Sync,
        P::Item: Send,
        X: Total<P::Item>,
    {
        let Par { chain, options } = self;
        let all = X::default();
        if const { P::SHAPE.exact } {
            if let Some(len) = few(&chain) {
                return match const { may_end::<P::Item, X>() } {
                    true => in_one_or_less(chain, &options, len, all),
                    false => in_one(chain, &options, len, all),
                };
            }
        }
        match reduce(chain, options, ByBlocks(all)) {
            Continue(total) => total.unwrap_or_else(|| X::default().of(iter::empty())),
            Break(total) => total,
        }
    }
}
