//! Where items come from.

mod by_nth;
mod cut;
mod exact;
mod in_order;
mod number;
#[allow(unsafe_code, reason = "reads each item of a vector once, by index")]
mod owned;
mod parts;
mod pulled;
mod range;
mod repeated;
mod shape;
mod slice;
#[allow(unsafe_code, reason = "lends each element of a slice once, by index")]
mod slice_mut;
mod text;
mod walk;

pub(crate) use by_nth::{ByNth, Splittable};
pub use cut::Cut;
pub use exact::Exact;
pub use in_order::{Ending, MappedWhile, SkippedWhile, TakenWhile};
pub(crate) use in_order::{MapsWhile, SkipsWhile, TakesWhile};
pub(crate) use number::Number;
pub use owned::Memory;
pub(crate) use owned::Owned;
pub use parts::{ChunkBy, Split, SplitInclusive};
pub(crate) use pulled::Pulled;
pub(crate) use range::{Numbers, NumbersInclusive};
pub(crate) use repeated::Repeated;
pub use shape::Shape;
pub(crate) use slice::Slice;
pub(crate) use slice_mut::SliceMut;
pub use text::{CharIndices, Chars, Lines, SplitText, Words};
pub use walk::Walk;

use std::any::type_name;
use std::fmt;

use crate::drive::{Claim, Deal};

/// Shows an iterator of any type, by that and by how many items it says to have.
fn show_iterator<I: Iterator>(f: &mut fmt::Formatter<'_>, name: &str, iter: &I) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    shown.field("iter", &format_args!("{}", type_name::<I>()));
    shown.field("size_hint", &iter.size_hint()).finish()
}

/// What a [`Par`](crate::Par) is made of: a source and the stages after it.
///
/// It hands out its items a piece at a time, and each piece is an ordinary [`Iterator`]. This trait is here
/// to be named, as in `fn squares() -> Par<impl Pieces<Item = u64>>`; only this crate implements it. A type
/// of your own becomes parallel by [`IntoParallel`](crate::IntoParallel), in terms of a source that is
/// there already, or by being an iterator.
///
/// ```
/// use abreast::{Par, Pieces, prelude::*};
///
/// fn squares(n: u64) -> Par<impl Pieces<Item = u64>> {
///     (0..n).par_map(|x: u64| x * x)
/// }
/// assert_eq!(squares(4).collect_vec(), [0, 1, 4, 9]);
/// ```
pub trait Pieces: Sealed + Sized {
    /// What the chain yields.
    type Item;

    /// The right to a piece.
    #[doc(hidden)]
    type Claim: Claim;

    /// What deals this chain's claims.
    #[doc(hidden)]
    type Dealer: Deal<Claim = Self::Claim>;

    /// What one seat keeps from one of its pieces to the next. It stays on the seat's thread.
    #[doc(hidden)]
    type State;

    /// What is known of it by its type.
    #[doc(hidden)]
    const SHAPE: Shape;

    /// How many indices there are; `None` where that is not known or more than a `usize` holds.
    #[doc(hidden)]
    fn indices(&self) -> Option<usize>;

    /// The same, as far as it is known, whatever a `usize` holds: for messages. (`u128::MAX` stands for
    /// more, too.)
    #[doc(hidden)]
    fn many(&self) -> Option<u128> {
        self.indices().map(|n| n as u128)
    }

    /// At least how many items there are, as far as whoever makes them says; it may be wrong.
    #[doc(hidden)]
    fn least(&self) -> usize {
        0
    }

    /// About how many indices come to one item of the source.
    #[doc(hidden)]
    fn indices_each(&self) -> usize {
        1
    }

    /// The memory that the items lie in, as an empty vector of results that are made of them, index by
    /// index, if those may take their place. Then `open` comes next, and the vector has to outlive all
    /// claims.
    ///
    /// INVARIANT (D9, room): the memory of an index is touched by no claim but the one on that index, and
    /// no more once its item was yielded. The sink that writes there relies on it.
    #[doc(hidden)]
    fn room<U>(&mut self) -> Option<Vec<U>> {
        None
    }

    /// Where in the room the memory of this index begins.
    #[doc(hidden)]
    #[inline]
    fn memory_of<U>(&self, _index: usize) -> Option<Memory<U>> {
        None
    }

    /// Hands all items over to the claims that the dealer will make. Called once.
    #[doc(hidden)]
    #[track_caller]
    fn open(&mut self) -> Self::Dealer;

    /// What a seat begins with.
    #[doc(hidden)]
    fn state(&self) -> Self::State;

    /// The items of a claim, which came from this chain's own dealer.
    #[doc(hidden)]
    fn piece(
        &self,
        claim: Self::Claim,
        state: &mut Self::State,
    ) -> impl Iterator<Item = Self::Item>;

    /// The item of a claim on one index, if it yields one, where items may be made [one by
    /// one](Shape::one_by_one).
    #[doc(hidden)]
    #[inline]
    fn one(&self, claim: Self::Claim, state: &mut Self::State) -> Option<Self::Item> {
        self.piece(claim, state).next()
    }

    /// Drops the items of a claim, none of which is wanted.
    #[doc(hidden)]
    fn forgo(&self, claim: Self::Claim) {
        drop(self.piece(claim, &mut self.state()));
    }
}

/// Keeps [`Pieces`] to this crate: its sources read items by index and rely on each index being claimed once.
#[doc(hidden)]
pub trait Sealed {}
