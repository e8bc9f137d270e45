//! What is pulled at a time, and how it is gone through.

use std::panic::resume_unwind;
use std::vec;

use super::well::Loan;
use crate::drive::{Blocks, Claim};
use crate::panic::Payload;

/// Some items that follow each other.
#[doc(hidden)]
pub struct Pull<I: Iterator> {
    at: usize,
    making: f32,
    items: Items<I>,
    /// These are several blocks.
    growing: bool,
    /// What follows, a block each, if it was pulled by whole blocks.
    blocks: vec::IntoIter<Items<I>>,
}

pub(super) enum Items<I: Iterator> {
    /// A batch, and the panic in which the iterator ended after it, to go on where the next item would be.
    Batch(vec::IntoIter<I::Item>, Option<Payload>),
    /// All items, straight from the iterator.
    All(I),
    /// An item, and those that follow it, straight from the iterator.
    Lent(I::Item, Loan<I>),
}

impl<I: Iterator> Pull<I> {
    /// Of items that follow each other from `at` on: several blocks, if they are `growing`.
    pub(super) fn of(at: usize, items: Items<I>, growing: bool) -> Self {
        Pull {
            at,
            making: 0.0,
            items,
            growing,
            blocks: Vec::new().into_iter(),
        }
    }

    /// Of batches that took so many nanoseconds to make, if there are any: each a block, unless they are `growing`.
    pub(super) fn of_batches(
        at: usize,
        making: f32,
        batches: Vec<Items<I>>,
        growing: bool,
    ) -> Option<Self> {
        let mut blocks = batches.into_iter();
        Some(Pull {
            at,
            making,
            items: blocks.next()?,
            growing,
            blocks,
        })
    }

    #[inline]
    pub(super) fn into_piece(self) -> PulledPiece<I> {
        match self.items {
            Items::All(items) => PulledPiece::All(items),
            Items::Batch(items, panic) => PulledPiece::Batch(items, panic),
            Items::Lent(first, others) => PulledPiece::Lent(Some(first), others),
        }
    }
}

impl<I: Iterator> Claim for Pull<I> {
    fn at(&self) -> usize {
        self.at
    }

    fn making(&self) -> f32 {
        self.making
    }

    fn blocks(&self) -> Option<Blocks> {
        self.growing.then_some(Blocks::Growing)
    }

    fn split_block(self) -> (Self, Option<Self>) {
        let Pull {
            at,
            making,
            items,
            growing,
            mut blocks,
        } = self;
        debug_assert!(!growing, "is to be counted");
        let len = match &items {
            Items::Batch(batch, _) => batch.len(),
            Items::Lent(..) | Items::All(_) => 0,
        };
        let rest = blocks.next().map(|items| Pull {
            at: at + len,
            making,
            items,
            growing,
            blocks,
        });
        (Pull::of(at, items, false), rest)
    }
}

pub(super) enum PulledPiece<I: Iterator> {
    All(I),
    Batch(vec::IntoIter<I::Item>, Option<Payload>),
    Lent(Option<I::Item>, Loan<I>),
}

impl<I: Iterator> Iterator for PulledPiece<I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        match self {
            PulledPiece::All(items) => items.next(),
            PulledPiece::Batch(items, panic) => items.next().or_else(|| go_on(panic.take())),
            PulledPiece::Lent(first, others) => first.take().or_else(|| others.next()),
        }
    }

    /// Never for certain: then what collects these lets `fold` do it, and chooses once.
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let least = match self {
            PulledPiece::All(items) => items.size_hint().0,
            PulledPiece::Batch(items, _) => items.len(),
            PulledPiece::Lent(first, others) => usize::from(first.is_some()) + others.least(),
        };
        (least, None)
    }

    /// The choice is made once, not for each item.
    #[inline]
    fn fold<A, F: FnMut(A, I::Item) -> A>(self, init: A, mut f: F) -> A {
        match self {
            PulledPiece::All(items) => items.fold(init, f),
            PulledPiece::Batch(items, panic) => {
                let done = items.fold(init, f);
                go_on::<()>(panic);
                done
            }
            PulledPiece::Lent(first, others) => {
                let done = match first {
                    Some(first) => f(init, first),
                    None => init,
                };
                others.fold(done, f)
            }
        }
    }
}

/// Goes on with a panic, if there is one.
fn go_on<T>(panic: Option<Payload>) -> Option<T> {
    panic.map(|panic| resume_unwind(panic))
}
