//! An iterator whose items can be prepared by whoever waits for its turn to pull.

use std::convert::Infallible;

use super::{Pull, Puller};
use crate::drive::{Ahead, Deal, Place, Schedule};
use crate::sync::Arc;
use crate::tempo::Portions;

/// Deals from an iterator, one thread after the other, while others work [ahead](Ahead).
#[doc(hidden)]
pub struct AheadPuller<I, A> {
    puller: Puller<I>,
    ahead: Arc<A>,
}

impl<I: Iterator, A> AheadPuller<I, A> {
    pub(in crate::source) fn new(iter: I, ahead: Arc<A>) -> Self {
        let puller = Puller::new(iter);
        AheadPuller { puller, ahead }
    }
}

impl<I: Iterator + Send, A: Ahead + Send + Sync> Schedule for AheadPuller<I, A> {
    fn upper(&self) -> usize {
        self.puller.upper()
    }

    fn left(&self) -> usize {
        self.puller.left()
    }

    fn dealt(&self) -> usize {
        self.puller.dealt()
    }

    fn loan_end(&self) -> usize {
        self.puller.loan_end()
    }

    fn end(&self) -> usize {
        self.puller.end()
    }

    fn expect(&mut self, items: usize) {
        self.puller.expect(items);
    }

    fn lend_by_portions(&mut self, portions: Portions) {
        self.puller.lend_by_portions(portions);
    }

    fn set_followed(&mut self) {
        self.ahead.set_followed();
    }

    fn set_min_len(&mut self, min_len: usize) {
        self.puller.set_min_len(min_len);
    }

    fn may_split(&self) -> bool {
        self.puller.may_split()
    }

    fn lay_out(&mut self, seats: usize, from_front: bool, split: bool) {
        self.ahead.share(seats);
        self.puller.lay_out(seats, from_front, split);
    }
}

impl<I: Iterator + Send, A: Ahead + Send + Sync> Deal for AheadPuller<I, A> {
    type Claim = Pull<I>;
    type Loan = Infallible;

    fn set_blocks(&mut self, pauses: bool, may_split: bool) {
        self.puller.set_blocks(pauses, may_split);
    }

    fn deal_batches(&mut self) {
        self.puller.deal_batches();
    }

    fn all(&mut self) -> Option<Option<(Place, Pull<I>)>> {
        self.puller.all()
    }

    fn next(&mut self, want: usize) -> Option<(Place, Pull<I>)> {
        self.puller.next(want)
    }

    fn lend(&self, want: usize) -> Option<(Place, Pull<I>)> {
        self.puller.lend(want)
    }

    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Pull<I>)> {
        let (place, claim) = self.ahead.in_turn(|| self.puller.deal(seat, want))??;
        let making = self.ahead.cost() * place.range().len() as f32;
        Some((place, claim.made_in(making)))
    }

    fn forgo(&self, seat: usize) -> Option<Pull<I>> {
        self.ahead.end();
        self.puller.forgo(seat)
    }

    fn rest(&mut self) -> Option<(Place, Pull<I>)> {
        self.take_rest(0)
    }

    fn take_rest(&self, seat: usize) -> Option<(Place, Pull<I>)> {
        self.ahead.end();
        self.puller.take_rest(seat)
    }

    type Ahead = Arc<A>;

    fn ahead(&self) -> Arc<A> {
        Arc::clone(&self.ahead)
    }
}
