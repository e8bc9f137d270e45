//! What is pulled at a time, and how it is gone through.

use std::convert::Infallible;
use std::ops::Range;
use std::panic::resume_unwind;
use std::vec;

use super::loan::Loan;
use crate::drive::{Blocks, Claim, open_block_len};
use crate::panic::Payload;

/// Some items that follow each other.
#[doc(hidden)]
pub struct Pull<I: Iterator> {
    at: usize,
    pub(super) making: f32,
    items: Items<I>,
    /// These are several blocks.
    growing: bool,
    /// The block of a reduction that these lie in, where blocks are split.
    pub(super) block: Range<usize>,
    /// What follows, a block each, if it was pulled by whole blocks.
    blocks: vec::IntoIter<Items<I>>,
}

pub(super) enum Items<I: Iterator> {
    One(I::Item),
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
            block: at..usize::MAX,
            blocks: Vec::new().into_iter(),
        }
    }

    /// Of batches that took so many nanoseconds to make, if there are any: each a block, unless they are
    /// `growing`.
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
            block: at..usize::MAX,
            blocks,
        })
    }

    /// Its items took so many nanoseconds to make besides.
    pub(super) fn made_in(mut self, nanos: f32) -> Self {
        self.making += nanos;
        self
    }

    #[inline]
    pub(in crate::source) fn into_piece(self) -> impl Iterator<Item = I::Item> {
        let source = match self.items {
            Items::All(items) => return PulledPiece::All(items),
            Items::One(item) => Source::One(Some(item)),
            Items::Batch(items, panic) => Source::Batch(items, panic),
            Items::Lent(first, others) => Source::Lent(Some(first), others),
        };
        match self.growing {
            true => PulledPiece::Pausing(Pauses::from(self.at), source),
            false => PulledPiece::Straight(source),
        }
    }
}

impl<I: Iterator> Claim for Pull<I> {
    /// The items may be such as cannot be sent.
    type Sent = Infallible;
    const SPLITS: bool = false;
    const MAKES: bool = true;
    const LENDS: bool = true;

    fn split_one(&mut self) -> Option<Infallible> {
        None
    }

    fn of_sent(sent: Infallible) -> Self {
        match sent {}
    }

    fn at(&self) -> usize {
        self.at
    }

    fn making(&self) -> f32 {
        self.making
    }

    /// Each piece knows its own.
    type Blocks = ();

    fn blocks(&self, (): ()) -> Option<Blocks> {
        self.growing.then_some(Blocks::Growing)
    }

    fn split_block(self, (): ()) -> (Self, Option<Self>) {
        let Pull {
            at,
            making,
            items,
            growing,
            block,
            mut blocks,
        } = self;
        debug_assert!(!growing, "is to be counted");
        let len = match &items {
            Items::Batch(batch, _) => batch.len(),
            Items::One(_) => 1,
            Items::Lent(..) | Items::All(_) => 0,
        };
        let rest = blocks.next().map(|items| Pull {
            at: at + len,
            making,
            items,
            growing,
            block,
            blocks,
        });
        (Pull::of(at, items, false), rest)
    }

    fn block(&self, (): ()) -> Range<usize> {
        self.block.clone()
    }

    /// It lies in one block.
    fn split_front(self, _n: usize) -> (Self, Option<Self>) {
        (self, None)
    }
}

/// Where a piece pauses: behind each block.
pub(super) struct Pauses {
    at: usize,
    next: usize,
}

impl Pauses {
    fn from(at: usize) -> Self {
        Pauses {
            at,
            next: at + open_block_len(at),
        }
    }

    /// Whether there is one before the next item.
    #[inline]
    fn is_due(&mut self) -> bool {
        let due = self.at == self.next;
        if due {
            self.next += open_block_len(self.at);
        } else {
            self.at += 1;
        }
        due
    }
}

pub(super) enum PulledPiece<I: Iterator> {
    All(I),
    Straight(Source<I>),
    Pausing(Pauses, Source<I>),
}

pub(super) enum Source<I: Iterator> {
    One(Option<I::Item>),
    Batch(vec::IntoIter<I::Item>, Option<Payload>),
    Lent(Option<I::Item>, Loan<I>),
}

impl<I: Iterator> Source<I> {
    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        match self {
            Source::One(item) => item.take(),
            Source::Batch(items, panic) => items.next().or_else(|| go_on(panic.take())),
            Source::Lent(first, others) => first.take().or_else(|| others.next()),
        }
    }

    /// Whether the iterator has ended before as many items as were lent. (A batch has as many as it says.)
    fn has_ended(&self) -> bool {
        match self {
            Source::One(_) | Source::Batch(..) => false,
            Source::Lent(first, others) => first.is_none() && others.has_ended(),
        }
    }
}

impl<I: Iterator> Iterator for PulledPiece<I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        match self {
            PulledPiece::All(items) => items.next(),
            PulledPiece::Straight(source) => source.next(),
            PulledPiece::Pausing(pauses, source) => match pauses.is_due() {
                true => None,
                false => source.next(),
            },
        }
    }

    /// Never for certain: then what collects these lets `fold` do it, and chooses once. Only that the
    /// iterator has ended is certain, for whoever comes upon a pause that may be the end.
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let least = match self {
            PulledPiece::Pausing(_, source) if source.has_ended() => return (0, Some(0)),
            PulledPiece::All(items) => items.size_hint().0,
            PulledPiece::Straight(Source::One(item)) => usize::from(item.is_some()),
            PulledPiece::Straight(Source::Batch(items, _)) => items.len(),
            PulledPiece::Straight(Source::Lent(first, others)) => {
                usize::from(first.is_some()) + others.least()
            }
            PulledPiece::Pausing(..) => 0,
        };
        (least, None)
    }

    /// The choice is made once, not for each item.
    #[inline]
    fn fold<A, F: FnMut(A, I::Item) -> A>(mut self, init: A, mut f: F) -> A {
        match self {
            PulledPiece::All(items) => items.fold(init, f),
            PulledPiece::Straight(Source::One(item)) => item.into_iter().fold(init, f),
            PulledPiece::Straight(Source::Batch(items, panic)) => {
                let done = items.fold(init, f);
                go_on::<()>(panic);
                done
            }
            PulledPiece::Straight(Source::Lent(first, others)) => {
                let done = match first {
                    Some(first) => f(init, first),
                    None => init,
                };
                others.fold(done, f)
            }
            PulledPiece::Pausing(..) => std::iter::from_fn(|| self.next()).fold(init, f),
        }
    }
}

/// Goes on with a panic, if there is one.
fn go_on<T>(panic: Option<Payload>) -> Option<T> {
    panic.map(|panic| resume_unwind(panic))
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    type Numbers = std::ops::Range<usize>;

    #[test]
    fn a_piece_has_so_many_items_at_least() {
        let batch = || Items::Batch(vec![1, 2, 3].into_iter(), None);
        let piece =
            |items: Items<Numbers>, growing| Pull::of(0, items, growing).into_piece().size_hint();
        assert_eq!(piece(Items::All(0..5), false), (5, None));
        assert_eq!(piece(Items::One(7), false), (1, None));
        assert_eq!(piece(batch(), false), (3, None));
        // There may be a pause at once.
        assert_eq!(piece(batch(), true), (0, None));
    }

    #[test]
    fn what_was_pulled_took_so_long_to_make() {
        let one: Pull<Numbers> = Pull::of(0, Items::One(7), false);
        assert_eq!(one.making(), 0.0);
        assert_eq!(one.made_in(20.0).made_in(5.0).making(), 25.0);
    }
}
