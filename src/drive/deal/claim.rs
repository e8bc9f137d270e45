//! What is dealt: the right to a piece, or to one item after the other.

use std::convert::Infallible;
use std::ops::Range;

use crate::drive::{Blocks, Span};

/// The right to some neighbouring items of a source.
pub trait Claim {
    /// The right to some of its indices, that another thread can use.
    type Sent: Send;

    /// Whether it can be split into such.
    const SPLITS: bool;

    /// Whether dealing an item may take any time, since it has to be made first; how many there are may not
    /// be known then.
    const MAKES: bool = false;

    /// Whether its dealer lends items.
    const LENDS: bool = false;

    /// Parts with its first index.
    fn split_one(&mut self) -> Option<Self::Sent>;

    /// The right to all of its indices, that another thread can use, if they can be told.
    #[inline]
    fn into_sent(self) -> Result<Self::Sent, Self>
    where
        Self: Sized,
    {
        Err(self)
    }

    fn of_sent(sent: Self::Sent) -> Self;

    /// The first item's position among all the items that the source deals.
    fn at(&self) -> usize;

    /// Whether its items are to be done: else they are only dropped.
    #[inline]
    fn is_wanted(&self) -> bool {
        true
    }

    /// How many nanoseconds it took to make the items, where that was done already.
    #[inline]
    fn making(&self) -> f32 {
        0.0
    }

    /// What its dealer says of the blocks that it deals by.
    type Blocks: Copy + Send + Sync;

    /// How long its blocks are, where that is known, so that it can be taken as a whole.
    #[inline]
    fn blocks(&self, _dealt_by: Self::Blocks) -> Option<Blocks> {
        None
    }

    /// The first of its blocks, and the others, if it was dealt by whole blocks.
    fn split_block(self, dealt_by: Self::Blocks) -> (Self, Option<Self>)
    where
        Self: Sized;

    /// The block in which it begins.
    fn block(&self, dealt_by: Self::Blocks) -> Range<usize>;

    /// Whether it parts with some of its items, where each of those has an index.
    const DIVIDES: bool = false;

    /// The first `n` of its items, and the others, if there are more, and it [divides](Claim::DIVIDES).
    fn split_front(self, n: usize) -> (Self, Option<Self>)
    where
        Self: Sized;

    /// The same right to items that are told by their indices, if these are.
    #[inline]
    fn into_span(self) -> Option<Span>
    where
        Self: Sized,
    {
        None
    }

    /// The other way round.
    #[inline]
    fn of_span(_span: Span) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// Items on loan, to be taken one by one. Dropping it gives back what was not taken.
pub trait Loan<C>: Send {
    /// The right to the next item, which is made now; nothing once none is left of those that were lent.
    fn next(&mut self) -> Option<C>;
}

/// Of a source that lends nothing.
impl<C> Loan<C> for Infallible {
    fn next(&mut self) -> Option<C> {
        match *self {}
    }
}
