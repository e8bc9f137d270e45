//! Any iterator: items are pulled one at a time, each by the thread that is to do it; or, while one thread is
//! alone at it, straight from the iterator, which it has on loan meanwhile.
//!
//! INVARIANT (begun at once): a thread pulls no item before it has begun the one that it pulled before. So
//! nothing is in anybody's hands while the iterator is asked: it may wait for what comes of its own items.
//! (Who asks for longer pieces, by `min_len`, gets batches; and so does what is folded block by block, or has
//! another source beside it.)
//!
//! INVARIANT (one hand): the iterator is in its well, or in the one piece that has it on loan. Only the
//! calling thread is lent to, and asks again when that piece is gone; who asks meanwhile, a helper, gets
//! nothing.

mod ahead;
mod loan;
mod pull;
mod turn;
mod well;

use std::fmt;

use super::{Pieces, Sealed, Shape, show_iterator};
use crate::drive::{Deal, Place, Schedule};
use crate::sync::{Arc, Mutex};
use crate::tempo::Portions;
pub use ahead::AheadPuller;
use loan::Loan;
use pull::Items;
pub use pull::Pull;
use well::Well;

/// The most items in a batch for a thread that is alone, so that a batch of items that cost nothing does
/// not become the whole input.
const ALONE: usize = 4096;

/// The most items in a batch where others wait for their turn.
const SHARED: usize = 2048;

/// Any iterator.
pub struct Pulled<I> {
    /// Taken out by `open`. The lock is never contended; it says that an iterator which may be sent is all
    /// it takes.
    iter: Mutex<Option<I>>,
}

impl<I: Iterator> Pulled<I> {
    pub(crate) fn new(iter: I) -> Self {
        Pulled {
            iter: Mutex::new(Some(iter)),
        }
    }
}

impl<I: Clone> Clone for Pulled<I> {
    fn clone(&self) -> Self {
        Pulled {
            iter: Mutex::new(self.iter.lock().clone()),
        }
    }
}

impl<I: Iterator> fmt::Debug for Pulled<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.iter.lock() {
            Some(iter) => show_iterator(f, "Pulled", iter),
            None => f.write_str("Pulled"),
        }
    }
}

impl<I> Sealed for Pulled<I> {}

impl<I: Iterator + Send> Pieces for Pulled<I> {
    type Item = I::Item;
    type Claim = Pull<I>;
    type Dealer = Puller<I>;
    type State = ();
    const SHAPE: Shape = Shape::PULLED;

    fn indices(&self) -> Option<usize> {
        None
    }

    fn least(&self) -> usize {
        self.iter
            .lock()
            .as_ref()
            .map_or(0, |iter| iter.size_hint().0)
    }

    fn open(&mut self) -> Puller<I> {
        let iter = self.iter.get_mut().take();
        Puller::new(iter.expect("a chain is opened once"))
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Pull<I>, _: &mut ()) -> impl Iterator<Item = I::Item> {
        claim.into_piece()
    }
}

/// Deals batches from an iterator, under a lock; or the iterator itself, for a while.
#[doc(hidden)]
pub struct Puller<I> {
    well: Arc<Mutex<Well<I>>>,
    upper: usize,
    /// How many items there were the last time.
    expected: usize,
    min_len: usize,
    in_blocks: bool,
    /// Pieces of several blocks pause after each of them.
    pauses: bool,
    /// Whether blocks may be split, and are.
    may_split: bool,
    split: bool,
    /// Items are pulled in batches in any case.
    batches: bool,
    /// How many threads deal from it.
    seats: usize,
    /// What is lent comes back as soon as items turn out heavy.
    portions: Option<Portions>,
}

impl<I: Iterator> Puller<I> {
    pub(super) fn new(iter: I) -> Self {
        let well = Well::new(iter);
        Puller {
            upper: well.size_hint().1.unwrap_or(usize::MAX),
            well: Arc::new(Mutex::new(well)),
            expected: 0,
            min_len: 1,
            in_blocks: false,
            pauses: false,
            may_split: false,
            split: false,
            batches: false,
            seats: 1,
            portions: None,
        }
    }
}

impl<I: Iterator + Send> Schedule for Puller<I> {
    fn upper(&self) -> usize {
        self.upper
    }

    fn left(&self) -> usize {
        let well = self.well.lock();
        if well.dry {
            0
        } else {
            // An iterator that does not know is taken to be as long as the last one, or else half-way
            // through.
            let guess = match self.expected.saturating_sub(well.at) {
                0 => well.at,
                left => left,
            };
            well.size_hint().0.max(guess).max(1)
        }
    }

    fn dealt(&self) -> usize {
        self.well.lock().at
    }

    fn loan_end(&self) -> usize {
        self.well.lock().loan_end
    }

    fn end(&self) -> usize {
        self.well.lock().at
    }

    fn expect(&mut self, items: usize) {
        self.expected = items;
    }

    fn lend_by_portions(&mut self, portions: Portions) {
        self.portions = Some(portions);
    }

    fn set_min_len(&mut self, min_len: usize) {
        self.min_len = min_len.max(1);
    }

    fn may_split(&self) -> bool {
        // Who asks for long pieces gets whole blocks, and so does who gets batches in any case.
        self.may_split && self.min_len == 1 && !self.batches
    }

    fn lay_out(&mut self, seats: usize, _from_front: bool, split: bool) {
        self.seats = seats;
        self.split = split;
    }
}

impl<I: Iterator + Send> Deal for Puller<I> {
    type Claim = Pull<I>;
    type Loan = Loan<I>;

    fn set_blocks(&mut self, pauses: bool, may_split: bool) {
        self.in_blocks = true;
        self.pauses = pauses;
        self.may_split = may_split;
    }

    fn deal_batches(&mut self) {
        self.batches = true;
    }

    fn all(&mut self) -> Option<Option<(Place, Pull<I>)>> {
        if self.in_blocks {
            return None;
        }
        let iter = self.well.lock().iter.take();
        let all = |iter| {
            (
                Place::dealt(0..usize::MAX),
                Pull::of(0, Items::All(iter), false),
            )
        };
        Some(iter.map(all))
    }

    fn next(&mut self, want: usize) -> Option<(Place, Pull<I>)> {
        match self.is_one_at_a_time() {
            true => self.pull_one(),
            false => self.pull(want.min(ALONE)),
        }
    }

    fn lend(&self, want: usize) -> Option<(Place, Pull<I>)> {
        // One short block is not worth lending anything for.
        match self.in_blocks && !self.split && !self.pauses && !self.is_one_enough(self.dealt()) {
            true => self.pull(want.min(ALONE)),
            false => self.on_loan(want),
        }
    }

    fn lend_one_by_one(&self, n: usize) -> Option<(usize, Loan<I>)> {
        let mut well = self.well.lock();
        let at = well.at;
        let may = !well.dry && well.iter.is_some();
        may.then(|| (at, well.lend(&self.well, n, self.portions)))
    }

    fn deal(&self, _seat: usize, want: usize) -> Option<(Place, Pull<I>)> {
        match self.is_one_at_a_time() {
            true => self.pull_one(),
            false => self.pull(want.min(SHARED)),
        }
    }

    fn forgo(&self, _seat: usize) -> Option<Pull<I>> {
        self.well.lock().dry = true;
        None
    }

    fn rest(&mut self) -> Option<(Place, Pull<I>)> {
        self.take_rest(0)
    }

    fn take_rest(&self, _seat: usize) -> Option<(Place, Pull<I>)> {
        self.well.lock().dry = true;
        None
    }

    type Ahead = ();

    fn ahead(&self) {}
}
