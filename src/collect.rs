//! What a chain can be collected into.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{OsStr, OsString};
use std::hash::{BuildHasher, Hash};
use std::rc::Rc;
use std::sync::Arc;

use crate::chain::Par;
use crate::drive::{Ends, Horizon};
use crate::panic::drop_first;
use crate::source::Pieces;
use crate::stage::{Oks, Outcome};

/// What a chain of `T`s can be collected into, by [`Par::collect`].
///
/// For a collection of your own, say how it is made from a vector that holds the items in order:
///
/// ```
/// use abreast::{FromParallel, prelude::*};
///
/// struct Sorted(Vec<u32>);
///
/// impl FromParallel<u32> for Sorted {
///     fn from_vec(mut items: Vec<u32>) -> Self {
///         items.sort();
///         Sorted(items)
///     }
/// }
///
/// let sorted: Sorted = [3, 1, 2].par_map(|x: u32| 10 * x).collect();
/// assert_eq!(sorted.0, [10, 20, 30]);
/// ```
#[diagnostic::on_unimplemented(
    message = "a collection of type `{Self}` cannot be made in parallel from items of type `{T}`",
    label = "`{Self}` is not `FromParallel<{T}>`",
    note = "collect into a standard collection, or implement `FromParallel` by `from_vec`"
)]
pub trait FromParallel<T>: Sized {
    /// Makes the collection of items that are there already, in order.
    fn from_vec(items: Vec<T>) -> Self;

    /// Runs a chain and makes the collection of its items. Unless this says otherwise, they are collected
    /// into a vector first.
    #[inline]
    #[track_caller]
    fn from_par<P>(par: Par<P>) -> Self
    where
        P: Pieces<Item = T> + Sync,
        T: Send,
    {
        Self::from_vec(par.collect_vec())
    }
}

impl<T> FromParallel<T> for Vec<T> {
    fn from_vec(items: Vec<T>) -> Self {
        items
    }
}

/// Runs the chain for what its closures do.
impl FromParallel<()> for () {
    fn from_vec(_: Vec<()>) -> Self {}

    fn from_par<P>(par: Par<P>) -> Self
    where
        P: Pieces<Item = ()> + Sync,
    {
        par.for_each(|()| ());
    }
}

macro_rules! from_vec {
    ($([$($param:tt)*] $collection:ty, of $item:ty: $make:expr;)*) => {$(
        impl<$($param)*> FromParallel<$item> for $collection {
            fn from_vec(items: Vec<$item>) -> Self {
                $make(items)
            }
        }
    )*};
}

from_vec! {
    [T] Box<[T]>, of T: Vec::into_boxed_slice;
    [T] Arc<[T]>, of T: Arc::from;
    [T] Rc<[T]>, of T: Rc::from;
    [T: Clone] Cow<'_, [T]>, of T: Cow::Owned;
    [T] VecDeque<T>, of T: VecDeque::from;
    [T: Ord] BinaryHeap<T>, of T: BinaryHeap::from;
    [T] LinkedList<T>, of T: from_iter;
    [T: Ord] BTreeSet<T>, of T: from_iter;
    [K: Ord, V] BTreeMap<K, V>, of (K, V): from_iter;
    [T: Eq + Hash, S: BuildHasher + Default] HashSet<T, S>, of T: from_iter;
    [K: Eq + Hash, V, S: BuildHasher + Default] HashMap<K, V, S>, of (K, V): from_iter;
}

/// Joins characters or pieces of text, whatever a `String` can be made of. Each thread joins its own.
impl<T> FromParallel<T> for String
where
    String: FromIterator<T> + Extend<T>,
{
    fn from_vec(items: Vec<T>) -> Self {
        from_iter(items)
    }

    fn from_par<P>(par: Par<P>) -> Self
    where
        P: Pieces<Item = T> + Sync,
        T: Send,
    {
        let mut parts = par.gather();
        let mut text: String = parts.next().unwrap_or_default();
        parts.for_each(|part| text.push_str(&part));
        text
    }
}

macro_rules! from_string {
    ($($text:ty: $make:expr;)*) => {$(
        /// As a `String` is made.
        impl<T> FromParallel<T> for $text
        where
            String: FromParallel<T>,
        {
            fn from_vec(items: Vec<T>) -> Self {
                $make(String::from_vec(items))
            }

            fn from_par<P>(par: Par<P>) -> Self
            where
                P: Pieces<Item = T> + Sync,
                T: Send,
            {
                $make(String::from_par(par))
            }
        }
    )*};
}

from_string! {
    Box<str>: String::into_boxed_str;
    Cow<'_, str>: Cow::Owned;
}

/// Joins pieces of what a system calls a text.
impl<T> FromParallel<T> for OsString
where
    OsString: FromIterator<T>,
{
    fn from_vec(items: Vec<T>) -> Self {
        from_iter(items)
    }
}

/// As an `OsString` is made.
impl<T> FromParallel<T> for Cow<'_, OsStr>
where
    OsString: FromParallel<T>,
{
    fn from_vec(items: Vec<T>) -> Self {
        Cow::Owned(OsString::from_vec(items))
    }
}

fn from_iter<T, C: FromIterator<T>>(items: Vec<T>) -> C {
    items.into_iter().collect()
}

/// The left halves into one collection, the right halves into another.
impl<X, Y, A, B> FromParallel<(X, Y)> for (A, B)
where
    X: Send,
    Y: Send,
    A: FromParallel<X>,
    B: FromParallel<Y>,
{
    fn from_vec(items: Vec<(X, Y)>) -> Self {
        let (left, right) = items.into_iter().unzip();
        (A::from_vec(left), B::from_vec(right))
    }

    fn from_par<P>(par: Par<P>) -> Self
    where
        P: Pieces<Item = (X, Y)> + Sync,
    {
        let (left, right) = par.gather_pair::<(Vec<X>, Vec<Y>)>();
        (A::from_vec(left), B::from_vec(right))
    }
}

/// The collection of all that is `Ok`, or the first error by position.
impl<T: Send, E: Send, C: FromParallel<T>> FromParallel<Result<T, E>> for Result<C, E> {
    fn from_vec(items: Vec<Result<T, E>>) -> Self {
        let items: Result<_, E> = items.into_iter().collect();
        items.map(C::from_vec)
    }

    fn from_par<P>(par: Par<P>) -> Self
    where
        P: Pieces<Item = Result<T, E>> + Sync,
    {
        up_to_first_failure(par)
    }
}

/// The collection of all that is `Some`, or `None` if one is not.
impl<T: Send, C: FromParallel<T>> FromParallel<Option<T>> for Option<C> {
    fn from_vec(items: Vec<Option<T>>) -> Self {
        let items: Option<_> = items.into_iter().collect();
        items.map(C::from_vec)
    }

    fn from_par<P>(par: Par<P>) -> Self
    where
        P: Pieces<Item = Option<T>> + Sync,
    {
        up_to_first_failure(par).ok()
    }
}

/// Collects what the items stand for, or returns the first that stands for a failure.
#[track_caller]
fn up_to_first_failure<P, T, R, C>(par: Par<P>) -> Result<C, R>
where
    P: Pieces + Sync,
    P::Item: Outcome<Output = T, Residual = R>,
    T: Send,
    R: Send,
    C: FromParallel<T>,
{
    let Par { chain, mut options } = par;
    options.set_horizon(true);
    let horizon = Arc::clone(options.horizon());
    let ends = Ends::new();
    let collection = C::from_par(Par {
        chain: Oks::new(chain, &ends, Arc::clone(&horizon)),
        options,
    });
    match first_failure(ends, &horizon) {
        Some(residual) => Err(drop_first(collection, residual)),
        None => Ok(collection),
    }
}

/// The first failure, unless the sequence ended before: as what is collected, which may be fallible in turn.
#[inline(never)]
fn first_failure<R>(ends: Ends<R>, horizon: &Horizon) -> Option<R> {
    let (first, others) = ends.into_first();
    // Before the answer is made: one that a destructor panics behind would be lost.
    drop(others);
    first
        .filter(|(at, _)| horizon.is_at(*at))
        .map(|(_, residual)| residual)
}
