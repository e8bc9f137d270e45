//! A chain as a plain iterator: its items one after the other, in the order of a loop.
//!
//! While one thread is alone, it makes one item at a time, as a loop does. Where several work, those that
//! wait for their turn to pull make the items that follow, and put them where they are taken in order.

mod ahead;
mod ending;

use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::vec;

use super::Pieces;
use crate::drive::{Ahead as _, Deal, Schedule, forgo_all};
use crate::panic::{FirstPanic, Payload, let_go};
use crate::sync::Arc;
use ahead::{Dealt, ItemsAhead};
pub use ending::{Ending, MappedWhile, SkippedWhile, TakenWhile};
pub(crate) use ending::{MapsWhile, SkipsWhile, TakesWhile};

/// The items of a chain, in order.
#[doc(hidden)]
pub struct InOrder<P: Pieces> {
    ahead: Arc<ItemsAhead<P>>,
    /// Deals one index at a time, as long as one thread is alone.
    dealer: Option<P::Dealer>,
    /// What was made and not taken yet, and the panic behind it.
    made: vec::IntoIter<P::Item>,
    panic: Option<Payload>,
}

impl<P> InOrder<P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
    fn new(ahead: Arc<ItemsAhead<P>>, dealer: P::Dealer) -> Self {
        InOrder {
            ahead,
            dealer: Some(dealer),
            made: Vec::new().into_iter(),
            panic: None,
        }
    }

    /// Nothing more is wanted: nobody works ahead any more.
    fn end(&self) {
        self.ahead.end();
    }

    #[inline]
    fn next(&mut self) -> Option<P::Item> {
        match self.ahead.is_shared() {
            true => self.next_shared(),
            false => self.next_alone(),
        }
    }

    #[inline]
    fn next_alone(&mut self) -> Option<P::Item> {
        let dealer = self.dealer.as_mut()?;
        loop {
            if const { !P::SHAPE.exact } {
                if let Some(item) = self.made.next() {
                    return Some(item);
                }
            }
            let Some((_, claim)) = dealer.next_alone(1) else {
                assert_whole(dealer);
                return None;
            };
            // A state stays on its thread, and the next item may be another's.
            let chain = self.ahead.chain();
            let mut state = chain.state();
            let mut piece = chain.piece(claim, &mut state);
            let Some(item) = piece.next() else {
                continue;
            };
            if const { !P::SHAPE.exact } {
                self.made = piece.collect::<Vec<_>>().into_iter();
            }
            return Some(item);
        }
    }

    fn next_shared(&mut self) -> Option<P::Item> {
        loop {
            if let Some(item) = self.made.next() {
                return Some(item);
            }
            if let Some(panic) = self.panic.take() {
                self.end();
                resume_unwind(panic);
            }
            if let Some(dealer) = self.dealer.take() {
                self.ahead.take_over(dealer);
            }
            let made = self.ahead.next()?;
            (self.made, self.panic) = (made.items.into_iter(), made.panic);
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.dealer {
            Some(dealer) if P::SHAPE.exact => (dealer.left(), Some(dealer.left())),
            _ => (self.made.len(), None),
        }
    }
}

/// Drops what is left, as nobody has asked for it.
impl<P: Pieces> Drop for InOrder<P> {
    fn drop(&mut self) {
        let mut panics = FirstPanic::default();
        if let Some(dealer) = self.dealer.take() {
            drop_undealt(self.ahead.chain(), dealer, &mut panics);
        }
        if let Some(panic) = self.panic.take() {
            let_go(panic);
        }
        panics.of(|| drop(take(&mut self.made)));
        panics.go_on();
    }
}

fn drop_undealt<P: Pieces>(chain: &P, mut dealer: P::Dealer, panics: &mut FirstPanic) {
    forgo_all(&mut dealer, |claim| chain.forgo(claim), panics);
    panics.of(|| drop(dealer));
}

/// The next piece of about so many items; or the panic in its place, if there are more items than can be
/// numbered, or the dealer panics.
fn next_whole<D: Deal>(dealer: &mut D, want: usize) -> Dealt<D::Claim> {
    catch_unwind(AssertUnwindSafe(|| {
        let dealt = dealer.next(want);
        if dealt.is_none() {
            assert_whole(dealer);
        }
        dealt
    }))
}

fn assert_whole(dealer: &impl Schedule) {
    assert!(
        !dealer.is_cut_short(),
        "more than {} items, and no end among those",
        usize::MAX
    );
}
