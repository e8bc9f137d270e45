//! Where a chain turns parallel: the two doors, and what the first is open for.

mod any_iterator;
mod collections;
mod iterators;
mod parts;
mod ranges;
mod rayon;
mod sequences;
mod text;
mod walk;

pub use any_iterator::AnyIterator;
pub use parts::ParallelSlice;
pub use rayon::OtherNames;
pub use text::ParallelStr;
pub use walk::walk;

use crate::chain::Par;
use crate::source::Pieces;
use crate::stage::Map;

/// The first door: what can be split, taken by value.
///
/// It is open for ranges, vectors, slices, arrays and the standard collections, owned or by reference, and
/// for the standard iterators over them that can be split as they are; for the characters of a text
/// (`chars`, `char_indices`, `bytes`), and for `once`, `empty` and `repeat_n`. Items are dealt by index, and
/// any thread can take over items that another has not begun. Lines, words and parts between separators
/// have methods of their own: see [`ParallelStr`] and [`ParallelSlice`]. Everything else that is an iterator
/// goes through [`AnyIterator`], by the same names.
///
/// A type of your own becomes parallel by what it holds:
///
/// ```
/// use abreast::{IntoParallel, Par, prelude::*};
///
/// struct Samples(Vec<f64>);
///
/// impl IntoParallel for Samples {
///     type Item = f64;
///     type Pieces = <Vec<f64> as IntoParallel>::Pieces;
///
///     fn par(self) -> Par<Self::Pieces> {
///         self.0.par()
///     }
/// }
///
/// let halves: Vec<f64> = Samples(vec![1.0, 3.0]).par_map(|x: f64| x / 2.0).collect();
/// assert_eq!(halves, [0.5, 1.5]);
/// ```
/// An iterator that cannot be split takes part in another chain by [`into_par`](AnyIterator::into_par):
///
/// ```compile_fail,E0277
/// use abreast::prelude::*;
///
/// let chars = ["a"].par().chain("b c".split(' ')); // an iterator that cannot be split: use `into_par()`
/// ```
///
/// ```
/// use abreast::prelude::*;
///
/// let words = ["a"].par().chain("b c".split(' ').into_par());
/// assert_eq!(words.collect_vec(), ["a", "b", "c"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something whose items can be dealt to several threads",
    label = "is no `IntoParallel`",
    note = "an iterator that cannot be split takes part by `into_par()`, which pulls from it: \
            `a.par().chain(iter.into_par())`",
    note = "`zip` and the like need one item per index on both sides: zip such an iterator before, as in \
            `iter.zip(a).into_par()`, or collect it"
)]
pub trait IntoParallel: Sized {
    /// What it yields.
    type Item;

    /// Where the items come from.
    type Pieces: Pieces<Item = Self::Item>;

    /// A parallel chain of the items.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(vec!["a", "b"].par().collect_vec(), ["a", "b"]);
    /// ```
    #[doc(alias("par_iter", "par_iter_mut", "into_par_iter"))]
    fn par(self) -> Par<Self::Pieces>;

    /// A parallel chain of the items, each sent through `f`. The same as `par().map(f)`.
    ///
    /// Lazy: nothing runs before the chain is consumed. See [`Par::map`].
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// fn f(x: i64, a: i64) -> i64 {
    ///     a * x
    /// }
    /// let items = vec![1, 2, 3];
    /// let doubled: Vec<i64> = items.par_map(|x| f(x, 2)).collect();
    /// assert_eq!(doubled, [2, 4, 6]);
    /// ```
    ///
    /// What a closure captures is shared between threads, and its results are sent from one to another:
    ///
    /// ```compile_fail,E0277
    /// use abreast::prelude::*;
    ///
    /// let shared = std::rc::Rc::new(1);
    /// let v = (0..9).par_map(|x: i32| x + *shared).collect_vec(); // `Rc` cannot be shared between threads
    /// ```
    ///
    /// ```compile_fail,E0277
    /// use abreast::prelude::*;
    ///
    /// (0..9).par_map(|x: i32| std::rc::Rc::new(x)).collect_vec(); // `Rc` cannot be sent between threads
    /// ```
    ///
    /// ```compile_fail,E0277
    /// use abreast::prelude::*;
    ///
    /// let items = vec![std::rc::Rc::new(1)];
    /// let v = items.par_map(|x| *x).collect_vec(); // `Rc` cannot be sent between threads
    /// ```
    ///
    /// ```compile_fail,E0594
    /// use abreast::prelude::*;
    ///
    /// let mut count = 0;
    /// (0..9).par_for_each(|_: i32| count += 1); // several threads would write at once
    /// ```
    ///
    /// A chain may borrow, and then it cannot outlive what it borrows:
    ///
    /// ```compile_fail,E0597
    /// use abreast::prelude::*;
    ///
    /// let chain = {
    ///     let items = vec![1, 2, 3];
    ///     items.iter().par_map(|x| x + 1) // `items` does not live long enough
    /// };
    /// let v = chain.collect_vec();
    /// ```
    ///
    /// ```compile_fail,E0505
    /// use abreast::prelude::*;
    ///
    /// let items = vec![1, 2, 3];
    /// let chain = items.iter().par_map(|x| x + 1);
    /// drop(items); // cannot move out of `items` because it is borrowed
    /// let v = chain.collect_vec();
    /// ```
    fn par_map<R, F>(self, f: F) -> Par<Map<Self::Pieces, F>>
    where
        F: Fn(Self::Item) -> R + Sync,
    {
        self.par().map(f)
    }

    /// Calls `f` for each item, in parallel. The same as `par().for_each(f)`.
    ///
    /// Blocks until all are done. See [`Par::for_each`].
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut items = vec![1, 2, 3];
    /// items.iter_mut().par_for_each(|x| *x *= 2);
    /// assert_eq!(items, [2, 4, 6]);
    /// ```
    #[track_caller]
    fn par_for_each<F>(self, f: F)
    where
        F: Fn(Self::Item) + Sync,
        Self::Pieces: Sync,
    {
        self.par().for_each(f);
    }
}

/// Implements [`IntoParallel`] for types, given what their items are, where they come from, and how.
macro_rules! enter {
    ($(
        [$($param:tt)*] $type:ty $(where [$($bound:tt)*])?, of $item:ty:
        $pieces:ty = |$from:ident| $make:expr;
    )*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($param)*> $crate::enter::IntoParallel for $type
        $(where $($bound)*)?
        {
            type Item = $item;
            type Pieces = $pieces;

            fn par(self) -> $crate::chain::Par<$pieces> {
                let $from = self;
                $crate::chain::Par::new($make)
            }
        }
    )*};
}
use enter;
