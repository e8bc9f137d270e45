//! Consumers that end at the first error by position.

use std::ops::ControlFlow::{Break, Continue};

use crate::chain::Par;
use crate::collect::FromParallel;
use crate::panic::drop_first;
use crate::sink::{Fold, Outcomes, TryFold, TryReduce, first_match, reduce};
use crate::source::Pieces;
use crate::trace;

/// # Work that may fail
///
/// All of these block until everything is done, or everything before the first error by
/// position; that is the one that is returned, in every run, and little beyond it was begun.
impl<P: Pieces> Par<P> {
    /// Calls `f` for each item, up to the first error.
    ///
    /// Blocks until all are done, or all before the first error by position.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let check = |x: i32| if x % 30 == 29 { Err(x) } else { Ok(()) };
    /// assert_eq!((0..100).par().try_for_each(check), Err(29));
    /// ```
    ///
    /// # Errors
    ///
    /// The first error of `f` by position.
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, unless an error comes before it.
    #[track_caller]
    pub fn try_for_each<E, F>(self, f: F) -> Result<(), E>
    where
        P: Sync,
        E: Send,
        F: Fn(P::Item) -> Result<(), E> + Sync,
    {
        let _call = trace::consumer("try_for_each");
        match first_match(self.chain, self.options, move |item| f(item).err()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Folds the items of each block into what `init` makes, by `fold`, and puts the blocks together by
    /// `merge`, up to the first error.
    ///
    /// Blocks until all are done, or all before the first error by position. See [`fold`](Par::fold) for
    /// what the three closures need to be. `merge` returns what it has merged, or a `Result` of that.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let sum = |numbers: &[&str]| {
    ///     let add = |sum, s: &&str| s.parse::<i32>().map(|x| sum + x);
    ///     numbers.par().try_fold(|| 0, add, |left, right| left + right)
    /// };
    /// assert_eq!(sum(&["1", "2"]), Ok(3));
    /// assert!(sum(&["1", "b"]).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// The first error of `fold` or `merge` by position.
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, unless an error comes before it.
    #[track_caller]
    pub fn try_fold<A, E, R, I, F, M>(self, init: I, fold: F, merge: M) -> Result<A, E>
    where
        P: Sync,
        A: Send,
        E: Send,
        R: Merged<A, E>,
        I: Fn() -> A + Sync,
        F: Fn(A, P::Item) -> Result<A, E> + Sync,
        M: Fn(A, A) -> R + Sync,
    {
        let _call = trace::consumer("try_fold");
        let by = TryFold(Fold {
            init: &init,
            fold,
            merge: |left, right| merge(left, right).into_result(),
        });
        let folded = match reduce(self.chain, self.options, by) {
            Continue(folded) => Ok(folded.unwrap_or_else(&init)),
            Break(error) => Err(error),
        };
        drop_first((init, merge), folded)
    }

    /// Puts all items together by `op`, two neighbours at a time, up to the first error; `None` if there
    /// are none.
    ///
    /// Blocks until all are done, or all before the first error by position. `op` needs to be associative,
    /// and need not be commutative. See [`reduce`](Par::reduce).
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let add = |left: u8, right: u8| left.checked_add(right).ok_or("too much");
    /// assert_eq!([100, 100].par().try_reduce(add), Ok(Some(200)));
    /// assert_eq!([100, 100, 100].par().try_reduce(add), Err("too much"));
    /// ```
    ///
    /// # Errors
    ///
    /// The first error of `op`, in the order in which the items are put together.
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, unless an error comes before it.
    #[track_caller]
    #[doc(alias = "try_reduce_with")]
    pub fn try_reduce<E, F>(self, op: F) -> Result<Option<P::Item>, E>
    where
        P: Sync,
        P::Item: Send,
        E: Send,
        F: Fn(P::Item, P::Item) -> Result<P::Item, E> + Sync,
    {
        let _call = trace::consumer("try_reduce");
        match reduce(self.chain, self.options, TryReduce(op)) {
            Continue(reduced) => Ok(reduced),
            Break(error) => Err(error),
        }
    }
}

/// # Results and errors
///
/// `Result`s of which all are done, whatever they are.
impl<P: Pieces> Par<P> {
    /// Collects what went well, and the errors, each in order.
    ///
    /// Blocks until all are there. (To end at the first error, [`collect`](Par::collect) into a `Result`.)
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let numbers = ["1", "b", "3"].par_map(|s: &str| s.parse::<i32>().map_err(|_| s));
    /// let (numbers, others): (Vec<i32>, Vec<&str>) = numbers.partition_result();
    /// assert_eq!((numbers, others), (vec![1, 3], vec!["b"]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`collect`](Par::collect).
    #[track_caller]
    pub fn partition_result<T, E, C, D>(self) -> (C, D)
    where
        P: Pieces<Item = Result<T, E>> + Sync,
        T: Send,
        E: Send,
        C: FromParallel<T>,
        D: FromParallel<E>,
    {
        let _call = trace::consumer("partition_result");
        let (oks, errors) = self.gather_pair::<Outcomes<_, _>>();
        (C::from_vec(oks), D::from_vec(errors))
    }
}

/// What merging two `A`s may return: an `A`, or a `Result` of one.
#[doc(hidden)]
pub trait Merged<A, E> {
    fn into_result(self) -> Result<A, E>;
}

impl<A, E> Merged<A, E> for A {
    fn into_result(self) -> Result<A, E> {
        Ok(self)
    }
}

impl<A, E> Merged<A, E> for Result<A, E> {
    fn into_result(self) -> Result<A, E> {
        self
    }
}
