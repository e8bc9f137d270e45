//! Chains that yield one item per index.

use std::ops::Range;

use super::Pieces;
use crate::drive::Span;

/// A chain that yields exactly one item per index of its source, so that it knows the place of each item
/// beforehand.
///
/// The splittable sources do, and `map`, `inspect`, `enumerate`, `zip` and the like leave it so; after a
/// `filter`, a `flat_map`, a `take_while` or an `until`, and from an iterator that can only be pulled, there
/// is no telling which item will be the tenth. Like [`Pieces`], this trait is here to be named.
///
/// ```
/// use abreast::{Exact, Par, prelude::*};
///
/// fn numbered<P: Exact>(par: Par<P>) -> Par<impl Pieces<Item = (usize, P::Item)>> {
///     par.enumerate()
/// }
/// assert_eq!(numbered(["a", "b"].par()).collect_vec(), [(0, "a"), (1, "b")]);
/// ```
#[diagnostic::on_unimplemented(
    message = "this needs a chain that yields one item per index, and `{Self}` does not",
    label = "the place of an item is not known before the items in front of it are there",
    note = "`enumerate`, `zip`, `interleave`, `rev`, `skip`, `take`, `step_by`, `chunks`, `positions`, `nth` \
            and `len` come before any `filter`, `filter_map`, `flat_map`, `flatten`, `take_while`, \
            `skip_while`, `map_while` or `until`; \
            of an iterator that cannot be split, use the iterator's own adapter before `par`"
)]
pub trait Exact: Pieces {
    /// Drops the items outside `range`, which may reach beyond this chain's indices: none of them will be
    /// claimed. Called once at most, and before `hand_over`.
    #[doc(hidden)]
    #[track_caller]
    fn keep(&mut self, range: Range<usize>);

    /// Hands all items that are kept over to the claims to come, which a chain around this one makes: it is
    /// not opened.
    #[doc(hidden)]
    fn hand_over(&mut self);

    /// The items at some indices.
    #[doc(hidden)]
    fn forward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = Self::Item>;

    /// The items at some indices, the last one first.
    #[doc(hidden)]
    fn backward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = Self::Item>;
}
