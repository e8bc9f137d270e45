//! A dealer that stops: where a loop that looks before each item would break.
//!
//! INVARIANT (no gap): whoever is dealt a piece has looked before, under the lock that it is dealt under,
//! and pieces are dealt from the front. So what was dealt before the first look that said "stop" is all there
//! is before the end, and all of it is done; what is left is dealt as one piece, which is to be dropped.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::in_turn::OneOf;
use super::{Claim, Clock, Deal, Place, Schedule};
use crate::panic::Payload;
use crate::sync::{Arc, Mutex};

/// How many nanoseconds a piece may take that a thread does alone; after a longer one the next is shorter. A
/// look costs some dozens of them, and whoever stops the call waits for one piece.
const PIECE: f32 = 20_000.0;

/// How many items a block of a reduction has, at most. Whoever stops the call waits for blocks to end, so
/// they are short, for items may be heavy. Where items are light, to put a block together takes as long as
/// some of them, so it is not each by itself.
const BLOCK: usize = 4;

/// Deals what `dealer` has, until `stop` says so.
pub struct Until<D, F> {
    dealer: D,
    stop: Arc<F>,
    looks: Mutex<Looks>,
}

/// The looks so far.
struct Looks {
    /// One of them said "stop", or panicked.
    stopped: bool,
    /// Since when a thread that is alone is at its piece, and how many items the next one may have.
    began: Option<Clock>,
    most: usize,
}

impl Looks {
    /// How many items a thread that is alone is dealt next, if it wants so many.
    fn most(&mut self, want: usize) -> usize {
        let last = self.began.replace(Clock::start());
        self.most = match last {
            Some(last) if last.nanos() > PIECE => (self.most / 2).max(1),
            Some(_) => self.most.saturating_mul(2),
            None => 1,
        };
        self.most = self.most.min(want.max(1));
        self.most
    }
}

impl<D: Deal, F: Fn() -> bool> Until<D, F> {
    pub(crate) fn new(mut dealer: D, stop: Arc<F>) -> Self {
        dealer.limit_blocks(BLOCK);
        Until {
            dealer,
            stop,
            looks: Mutex::new(Looks {
                stopped: false,
                began: None,
                most: 1,
            }),
        }
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

/// Looks, unless an earlier look said "stop" already. Whether this one did, and the panic in which it ended.
fn look<F: Fn() -> bool>(looks: &mut Looks, stop: &F) -> (bool, Option<Payload>) {
    let (stopped, panic) = match looks.stopped {
        true => (true, None),
        false => match catch_unwind(AssertUnwindSafe(stop)) {
            Ok(stopped) => (stopped, None),
            Err(panic) => (true, Some(panic)),
        },
    };
    looks.stopped = stopped;
    (stopped, panic)
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

impl<D: Deal, F: Fn() -> bool + Send + Sync> Schedule for Until<D, F> {
    fn upper(&self) -> usize {
        self.dealer.upper()
    }

    /// Once somebody has stopped it, it does not matter what is behind.
    fn is_cut_short(&self) -> bool {
        self.dealer.is_cut_short() && !self.looks.lock().stopped
    }

    fn left(&self) -> usize {
        self.dealer.left()
    }

    fn dealt(&self) -> usize {
        self.dealer.dealt()
    }

    fn end(&self) -> usize {
        self.dealer.end()
    }

    fn expect(&mut self, items: usize) {
        self.dealer.expect(items);
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

impl<D: Deal, F: Fn() -> bool + Send + Sync> Deal for Until<D, F> {
    type Claim = OneOf<D::Claim, Unwanted<D::Claim>>;

    fn set_blocks(&mut self, _pauses: bool, _may_split: bool) -> <Self::Claim as Claim>::Blocks {
        (self.dealer.set_blocks(false, false), ())
    }

    fn all(&mut self) -> Option<Dealt<D::Claim>> {
        None
    }

    fn next(&mut self, want: usize) -> Dealt<D::Claim> {
        let looks = self.looks.get_mut();
        match look(looks, &*self.stop) {
            (false, _) => wanted(self.dealer.next(looks.most(want))),
            (true, None) => unwanted(self.dealer.rest(), None),
            (true, panic) => unwanted(self.dealer.next(1), panic),
        }
    }

    fn deal(&self, seat: usize, want: usize) -> Dealt<D::Claim> {
        let mut looks = self.looks.lock();
        match look(&mut looks, &*self.stop) {
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
}
