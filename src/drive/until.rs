//! A dealer that stops: where a loop that looks before each item would break.
//!
//! INVARIANT (no gap): whoever is dealt a piece has looked before, under the lock that it is dealt under,
//! and pieces are dealt from the front. So what was dealt before the first look that said "stop" is all there
//! is before the end, and all of it is done; what is left is dealt as one piece, which is to be dropped.

#[allow(
    unsafe_code,
    reason = "a closure that is not dropped where it is called"
)]
mod stop;

pub(crate) use stop::Stop;

use std::convert::Infallible;
use std::ops::Range;

use super::in_turn::OneOf;
use super::{Claim, Deal, Place, Schedule};
use crate::panic::Payload;
use crate::sync::Arc;
use stop::Lent;

/// How many items a block of a reduction has, at most. Whoever stops the call waits for blocks to end, so
/// they are short, for items may be heavy. Where items are light, to put a block together takes as long as
/// some of them, so it is not each by itself.
const BLOCK: usize = 4;

/// Deals what `dealer` has, until `stop` says so.
pub struct Until<D, F> {
    dealer: D,
    stop: Arc<Lent<F>>,
}

impl<D: Deal, F: Fn() -> bool> Until<D, F> {
    pub(crate) fn new(mut dealer: D, stop: &Stop<F>) -> Self {
        dealer.limit_blocks(BLOCK);
        let stop = stop.lend();
        Until { dealer, stop }
    }
}

/// The right to all items behind the end: they are dropped. If that came by a panic, it goes on there.
pub struct Unwanted<C> {
    pub(crate) claim: C,
    pub(crate) panic: Option<Payload>,
}

type Dealt<C> = Option<(Place, OneOf<C, Unwanted<C>>)>;

fn wanted<C>(dealt: Option<(Place, C)>) -> Dealt<C> {
    dealt.map(|(place, claim)| (place, OneOf::First(claim)))
}

fn unwanted<C>(dealt: Option<(Place, C)>, panic: Option<Payload>) -> Dealt<C> {
    dealt.map(|(place, claim)| (place, OneOf::Second(0, Unwanted { claim, panic })))
}

/// It is one piece, however long, and one block.
impl<C: Claim> Claim for Unwanted<C> {
    type Sent = C::Sent;
    const SPLITS: bool = false;

    fn split_one(&mut self) -> Option<C::Sent> {
        None
    }

    fn of_sent(sent: C::Sent) -> Self {
        Unwanted {
            claim: C::of_sent(sent),
            panic: None,
        }
    }

    fn at(&self) -> usize {
        self.claim.at()
    }

    fn is_wanted(&self) -> bool {
        false
    }

    type Blocks = ();

    fn split_block(self, (): ()) -> (Self, Option<Self>) {
        (self, None)
    }

    fn block(&self, (): ()) -> Range<usize> {
        self.at()..usize::MAX
    }

    fn split_front(self, _n: usize) -> (Self, Option<Self>) {
        (self, None)
    }
}

impl<D: Deal, F: Fn() -> bool + Sync> Schedule for Until<D, F> {
    fn upper(&self) -> usize {
        self.dealer.upper()
    }

    /// Once somebody has stopped it, it does not matter what is behind.
    fn is_cut_short(&self) -> bool {
        self.dealer.is_cut_short() && !self.stop.lock().have_stopped()
    }

    fn left(&self) -> usize {
        self.dealer.left()
    }

    fn dealt(&self) -> usize {
        self.dealer.dealt()
    }

    fn loan_end(&self) -> usize {
        self.dealer.loan_end()
    }

    fn end(&self) -> usize {
        self.dealer.end()
    }

    fn expect(&mut self, items: usize) {
        self.dealer.expect(items);
    }

    fn set_followed(&mut self) {
        self.dealer.set_followed();
    }

    fn set_min_len(&mut self, min_len: usize) {
        self.dealer.set_min_len(min_len);
    }

    fn limit_blocks(&mut self, most: usize) {
        self.dealer.limit_blocks(most);
    }

    fn indices_each(&self) -> usize {
        self.dealer.indices_each()
    }

    fn lay_out(&mut self, seats: usize, _from_front: bool, _split: bool) {
        self.dealer.lay_out(seats, true, false);
    }
}

impl<D: Deal, F: Fn() -> bool + Sync> Deal for Until<D, F> {
    type Claim = OneOf<D::Claim, Unwanted<D::Claim>>;
    type Loan = Infallible;

    fn set_blocks(&mut self, _pauses: bool, _may_split: bool) -> <Self::Claim as Claim>::Blocks {
        (self.dealer.set_blocks(false, false), ())
    }

    fn deal_batches(&mut self) {
        self.dealer.deal_batches();
    }

    fn all(&mut self) -> Option<Dealt<D::Claim>> {
        None
    }

    fn next(&mut self, want: usize) -> Dealt<D::Claim> {
        let mut looks = self.stop.lock();
        match looks.look() {
            (false, _) => wanted(self.dealer.next(looks.most(want))),
            (true, None) => unwanted(self.dealer.rest(), None),
            (true, panic) => unwanted(self.dealer.next(1), panic),
        }
    }

    fn deal(&self, seat: usize, want: usize) -> Dealt<D::Claim> {
        let mut looks = self.stop.lock();
        match looks.look() {
            (false, _) => wanted(self.dealer.deal(seat, want)),
            (true, None) => unwanted(self.dealer.take_rest(seat), None),
            (true, panic) => unwanted(self.dealer.deal(seat, 1), panic),
        }
    }

    fn forgo(&self, seat: usize) -> Option<Self::Claim> {
        self.dealer.forgo(seat).map(OneOf::First)
    }

    fn rest(&mut self) -> Dealt<D::Claim> {
        wanted(self.dealer.rest())
    }

    fn take_rest(&self, seat: usize) -> Dealt<D::Claim> {
        wanted(self.dealer.take_rest(seat))
    }

    type Ahead = D::Ahead;

    fn ahead(&self) -> D::Ahead {
        self.dealer.ahead()
    }
}
