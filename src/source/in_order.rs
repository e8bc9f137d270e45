//! A chain as a plain iterator: its items one after the other, on whichever thread asks.

use std::iter::{MapWhile, SkipWhile, TakeWhile};
use std::vec;

use super::{Pieces, Pulled};
use crate::drive::{Deal, Schedule, forgo_all};
use crate::panic::FirstPanic;

/// What [`Par::take_while`](crate::Par::take_while) makes of a chain.
pub type TakenWhile<P, F> = Pulled<TakeWhile<InOrder<P>, F>>;

/// What [`Par::skip_while`](crate::Par::skip_while) makes of a chain.
pub type SkippedWhile<P, F> = Pulled<SkipWhile<InOrder<P>, F>>;

/// What [`Par::map_while`](crate::Par::map_while) makes of a chain.
pub type MappedWhile<P, F> = Pulled<MapWhile<InOrder<P>, F>>;

/// The items of a chain, made one index at a time, as they are asked for: whatever ends the sequence sees
/// them in the order of a loop, and nothing behind its end is begun.
pub struct InOrder<P: Pieces> {
    chain: P,
    /// Made when the first item is asked for.
    begun: Option<Begun<P>>,
}

struct Begun<P: Pieces> {
    dealer: P::Dealer,
    /// What the last index has yielded besides an item.
    more: vec::IntoIter<P::Item>,
}

impl<P: Pieces> InOrder<P> {
    pub(crate) fn new(chain: P) -> Self {
        InOrder { chain, begun: None }
    }
}

/// A chain is cloned before it is opened, or not at all.
impl<P: Pieces + Clone> Clone for InOrder<P> {
    fn clone(&self) -> Self {
        InOrder::new(self.chain.clone())
    }
}

impl<P: Pieces> Iterator for InOrder<P> {
    type Item = P::Item;

    #[inline]
    fn next(&mut self) -> Option<P::Item> {
        let Begun { dealer, more } = match &mut self.begun {
            Some(begun) => begun,
            None => {
                let dealer = self.chain.open();
                self.begun.insert(Begun {
                    dealer,
                    more: Vec::new().into_iter(),
                })
            }
        };
        loop {
            if const { !P::SHAPE.exact } {
                if let Some(item) = more.next() {
                    return Some(item);
                }
            }
            let Some((_, claim)) = dealer.next_alone(1) else {
                assert!(
                    !dealer.is_cut_short(),
                    "more than {} items, and no end among those",
                    usize::MAX
                );
                return None;
            };
            // A state stays on its thread, and the next item may be another's.
            let mut state = self.chain.state();
            let mut piece = self.chain.piece(claim, &mut state);
            let Some(item) = piece.next() else {
                continue;
            };
            if const { !P::SHAPE.exact } {
                *more = piece.collect::<Vec<_>>().into_iter();
            }
            return Some(item);
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match &self.begun {
            Some(begun) => Some(begun.dealer.left()),
            None => self.chain.indices(),
        };
        match left {
            Some(left) if P::SHAPE.exact => (left, Some(left)),
            _ => (0, None),
        }
    }
}

/// Drops what nobody has asked for.
impl<P: Pieces> Drop for InOrder<P> {
    fn drop(&mut self) {
        if let Some(mut begun) = self.begun.take() {
            let mut panics = FirstPanic::default();
            forgo_all(
                &mut begun.dealer,
                |claim| self.chain.forgo(claim),
                &mut panics,
            );
            panics.of(|| drop(begun));
            panics.go_on();
        }
    }
}
