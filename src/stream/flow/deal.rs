//! What is dealt of a stream, and to whom: its owner, or a helper.

use std::ops::DerefMut;

use super::{Flow, LoanOf, Next};
use crate::drive::{Ahead as _, Claim, Clock, Deal, Place, Schedule};
use crate::source::Pieces;
use crate::stream::dealing::Dealing;
use crate::sync::Ordering;

impl<P: Pieces> Flow<P> {
    /// The next piece of about `want` items, for the owner of this or for a helper.
    pub(in crate::stream) fn deal(&self, want: usize, for_owner: bool) -> Next<P::Claim> {
        if !for_owner && self.paused.load(Ordering::Relaxed) {
            return Next::Full;
        }
        self.deal_locked(self.dealing.lock(), want, for_owner)
    }

    /// The same for the owner, but nothing while another asks for items, or has some: what comes of those is
    /// to be delivered when it is there, however long the source is silent.
    pub(in crate::stream) fn deal_if_free(&self, want: usize) -> Next<P::Claim> {
        let deal = || match self.dealing.try_lock() {
            Some(dealing)
                if dealing.over
                    || dealing.end <= self.delivered()
                    || dealing.has_gap_at(self.delivered()) =>
            {
                self.deal_locked(dealing, want, true)
            }
            _ => Next::Full,
        };
        self.ahead.try_in_turn(deal).unwrap_or(Next::Full)
    }

    /// Whether all that was dealt is delivered, as it was a moment ago.
    pub(in crate::stream) fn is_all_delivered(&self) -> bool {
        self.end.load(Ordering::Relaxed) <= self.delivered()
    }

    /// Whether all is dealt.
    pub(in crate::stream) fn is_over(&self) -> bool {
        self.end.load(Ordering::Relaxed) == usize::MAX
    }

    /// Whether what is to be delivered next was left to the owner.
    pub(in crate::stream) fn has_gap_next(&self) -> bool {
        !P::Claim::MAKES && self.dealing.lock().has_gap_at(self.delivered())
    }

    /// The same for a helper, which is seen to be asking meanwhile.
    pub(super) fn deal_to_helper(&self, want: usize) -> Next<P::Claim> {
        // Whoever stops this sees that it is asking, or it sees that this was stopped.
        self.asking.fetch_add(1, Ordering::SeqCst);
        let next = match self.stopped.load(Ordering::SeqCst) {
            true => Next::Over(usize::MAX),
            false => match self.deal_in_turn(want) {
                // Nobody waits for this item any more, however long its source took.
                Next::Piece(_, claim) if P::Claim::MAKES && self.dropped.load(Ordering::SeqCst) => {
                    self.chain.forgo(claim);
                    Next::Over(usize::MAX)
                }
                next => next,
            },
        };
        self.asking.fetch_sub(1, Ordering::SeqCst);
        next
    }

    /// How many nanoseconds it took to make so many items before they were dealt.
    pub(in crate::stream) fn making(&self, n: usize) -> f32 {
        self.ahead.cost() * n as f32
    }

    fn deal_in_turn(&self, want: usize) -> Next<P::Claim> {
        match const { P::Claim::MAKES } {
            true => {
                let dealt = self.ahead.in_turn(|| self.deal(want, false));
                dealt.unwrap_or(Next::Over(usize::MAX))
            }
            false => self.deal(want, false),
        }
    }

    /// How many helpers are asking for items that have to be made, or wait for their turn to: how long that
    /// takes, nobody knows.
    pub(in crate::stream) fn asking(&self) -> usize {
        match P::Claim::MAKES {
            true => self.asking.load(Ordering::SeqCst),
            false => 0,
        }
    }

    pub(super) fn deal_locked(
        &self,
        mut dealing: impl DerefMut<Target = Dealing<P::Dealer>>,
        want: usize,
        for_owner: bool,
    ) -> Next<P::Claim> {
        let next = self.deal_of(&mut dealing, want, for_owner);
        let end = if dealing.over {
            usize::MAX
        } else {
            dealing.end
        };
        self.end.store(end, Ordering::Relaxed);
        next
    }

    pub(super) fn deal_of(
        &self,
        dealing: &mut Dealing<P::Dealer>,
        want: usize,
        for_owner: bool,
    ) -> Next<P::Claim> {
        dealing.over |= self.stopped.load(Ordering::Relaxed);
        let window = self.window.load(Ordering::Relaxed);
        let want = want
            .min(self.most(window))
            .min(self.max_len)
            .max(self.min_len);
        if for_owner && dealing.has_gaps() {
            if let Some((place, claim)) = dealing.first_gap(want) {
                return Next::Piece(place, claim);
            }
        }
        if dealing.over {
            return Next::Over(dealing.end);
        }
        if dealing.lent {
            return Next::Full;
        }
        let in_flight = dealing.end - self.delivered();
        let room = window.saturating_sub(in_flight);
        if room < self.min_len && in_flight > 0 {
            return match dealing.last_gap(want) {
                Some((place, claim)) => Next::Piece(place, claim),
                None => Next::Full,
            };
        }
        let want = want.min(room).max(self.min_len);
        if !for_owner && self.in_gaps.load(Ordering::Relaxed) && want <= room / 2 {
            dealing.leave_gap(want);
        }
        let clock = P::Claim::MAKES.then(Clock::start);
        match dealing.next(want) {
            Some((place, claim)) => {
                if let Some(clock) = clock {
                    let cost = clock.nanos() / place.range().len().max(1) as f32;
                    dealing.cost += (cost - dealing.cost) / 4.0;
                    self.dealing_cost
                        .store(dealing.cost as usize, Ordering::Relaxed);
                }
                Next::Piece(place, claim)
            }
            None => {
                dealing.over = true;
                assert!(
                    !dealing.dealer.is_cut_short(),
                    "more than {} items, and no end among those",
                    usize::MAX
                );
                Next::Over(dealing.end)
            }
        }
    }

    /// Deals again what was dealt at this place, and not begun.
    pub(super) fn take_again(&self, place: Place, sent: <P::Claim as Claim>::Sent) {
        let mut dealing = self.dealing.lock();
        dealing.take_again(place, sent);
        self.end.store(dealing.end, Ordering::Relaxed);
    }

    /// The next piece for an owner that is alone, of items that are made as they are wanted, if the source
    /// has such and nothing is in flight. Helpers are dealt nothing until it is back, so it is no more than
    /// a batch; and no more than the window has room for, if they are to wait `in_batch`. Items have cost so
    /// much `lately`.
    pub(in crate::stream) fn lend(
        &self,
        want: usize,
        in_batch: bool,
        lately: Option<f32>,
    ) -> Option<(Place, P::Claim)> {
        let most = match in_batch {
            true => self.window.load(Ordering::Relaxed),
            false => usize::MAX,
        };
        let want = want.min(self.batch()).min(most);
        let mut dealing = self.dealing_if_free()?;
        let portions = self.portions.behind(lately);
        dealing.dealer.lend_by_portions(portions);
        let piece = dealing.dealer.lend(want.max(self.min_len));
        dealing.lent = piece.is_some();
        piece
    }

    /// The same items to be taken one by one, and where they begin.
    pub(in crate::stream) fn lend_one_by_one(
        &self,
        want: usize,
        lately: Option<f32>,
    ) -> Option<(usize, LoanOf<P>)> {
        let mut dealing = self.dealing_if_free()?;
        let portions = self.portions.behind(lately);
        dealing.dealer.lend_by_portions(portions);
        let lent = dealing.dealer.lend_one_by_one(want.min(self.batch()));
        dealing.lent = lent.is_some();
        lent
    }

    /// The dealing, if nothing is in flight, nor is anybody asking for items: the source may be silent.
    pub(super) fn dealing_if_free(&self) -> Option<impl DerefMut<Target = Dealing<P::Dealer>>> {
        let mut dealing = self.dealing.try_lock()?;
        dealing.over |= self.stopped.load(Ordering::Relaxed);
        (!dealing.over && dealing.end <= self.delivered()).then_some(dealing)
    }

    /// What was lent is back: says of how many items it was, from `start` on.
    pub(in crate::stream) fn take_back(&self, start: usize) -> usize {
        let mut dealing = self.dealing.lock();
        dealing.lent = false;
        dealing.end = dealing.dealer.dealt();
        self.end.store(dealing.end, Ordering::Relaxed);
        dealing.end - start
    }
}
