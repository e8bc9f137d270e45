//! Helpers of a stream: how many there are, and what each does.

use super::{Flow, Next};
use crate::drive::{Claim, Clock, Waits};
use crate::pool::{Help, Spin, stir_owner};
use crate::source::Pieces;
use crate::sync::{AtomicUsize, Ordering};
use crate::tempo::{Pace, is_heavy};
use crate::trace::For;

impl<P: Pieces> Flow<P> {
    /// Whether the owner may leave it to the helpers that are there to make what comes next: there are as
    /// many as there are to be threads; or none has anything yet, so that one of them does that.
    pub(in crate::stream) fn has_helpers(&self) -> bool {
        let helpers = self.helpers.load(Ordering::Relaxed);
        helpers >= self.seats || helpers > 0 && self.is_all_delivered()
    }

    /// How many helpers are to be called again, since they left for want of work and there is plenty again.
    pub(in crate::stream) fn helpers_to_call(&self) -> usize {
        let stay_away = self.paused.load(Ordering::Relaxed) || self.stopped.load(Ordering::Relaxed);
        if self.left.load(Ordering::Relaxed) == 0 || stay_away {
            return 0;
        }
        // The owner does not queue behind all who are being dealt to, for this. What it sees may be a moment
        // old: then fewer items seem to be in flight than are, and helpers are called a little early, never
        // too late.
        let end = self.end.load(Ordering::Relaxed);
        let in_flight = end.saturating_sub(self.delivered());
        if in_flight.saturating_mul(2) <= self.window.load(Ordering::Relaxed) {
            // Those who had not come yet when one left were called in vain, too.
            self.left.store(0, Ordering::Relaxed);
            let most = self.most_helpers.load(Ordering::Relaxed);
            most.saturating_sub(self.helpers.load(Ordering::Relaxed))
        } else {
            0
        }
    }

    /// How many helpers there are less than there may be.
    pub(in crate::stream) fn absent_helpers(&self) -> usize {
        self.left.store(0, Ordering::Relaxed);
        let helpers = self.helpers.load(Ordering::SeqCst);
        self.most_helpers().saturating_sub(helpers)
    }

    /// How many helpers there are less than threads.
    pub(in crate::stream) fn missing_helpers(&self) -> usize {
        let helpers = self.helpers.load(Ordering::SeqCst);
        self.seats.saturating_sub(helpers)
    }

    /// How many helpers there may be: as many as there are to be threads, or one less where the owner is at
    /// work, too.
    pub(in crate::stream) fn limit_helpers(&self, most: usize) {
        self.most_helpers.store(most, Ordering::SeqCst);
    }

    /// Whether there is a helper too many; then the one that asks is not counted any more.
    ///
    /// Whoever allows one more sees that this one has left, and calls another; or it sees that, and stays.
    pub(super) fn is_one_too_many(&self) -> bool {
        let one_less = |n: usize| (n > self.most_helpers()).then(|| n - 1);
        if self.change_helpers(one_less).is_err() {
            return false;
        }
        let one_more = |n: usize| (n < self.most_helpers()).then_some(n + 1);
        self.change_helpers(one_more).is_err()
    }

    fn most_helpers(&self) -> usize {
        self.most_helpers.load(Ordering::SeqCst)
    }

    fn change_helpers(&self, change: impl Fn(usize) -> Option<usize>) -> Result<usize, usize> {
        let helpers = &self.helpers;
        helpers.fetch_update(Ordering::SeqCst, Ordering::SeqCst, change)
    }
}

/// A helper counts as long as this lives.
struct Present<'f> {
    helpers: &'f AtomicUsize,
}

impl<'f> Present<'f> {
    fn of(helpers: &'f AtomicUsize) -> Self {
        helpers.fetch_add(1, Ordering::Relaxed);
        Present { helpers }
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.helpers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<P> Help for Flow<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    fn help(&self) {
        let _inside = self.traced.enter();
        let mut part = self.traced.part();
        let mut state = self.chain.state();
        let (mut pace, grain) = (Pace::new(None, 1), self.grain);
        let mut waits = Waits::of(self.waiting);
        let mut spin = Spin::start();
        let present = Present::of(&self.helpers);
        loop {
            if self.is_one_too_many() {
                std::mem::forget(present);
                return;
            }
            part.wait();
            if P::Claim::MAKES {
                // Whoever drops the stream does not wait for who asks for the next item.
                part.hand_over();
            }
            let most = grain.most(pace.lately(), pace.steady());
            match self.deal_to_helper(pace.want().min(most)) {
                Next::Piece(place, claim) => {
                    part.was_dealt(P::Claim::MAKES, f32::INFINITY);
                    part.begin();
                    waits.renew(pace.lately());
                    let began = Clock::start();
                    let mut batch = match const { P::SHAPE.many } {
                        true => self.make_by_parts(&place, claim, &mut state),
                        false => self.make(place, claim, &mut state, pace.lately()),
                    };
                    let n = batch.len;
                    batch.nanos = began.nanos() + self.making(n);
                    if is_heavy(batch.nanos / n as f32) {
                        batch.waited = waits.have_come();
                    }
                    pace.end(n, batch.nanos);
                    self.surprises
                        .fetch_max(pace.surprises() as usize, Ordering::Relaxed);
                    part.add(n);
                    part.end();
                    if self.sender.send(batch).is_err() {
                        return;
                    }
                    stir_owner();
                    spin = Spin::start();
                }
                Next::Full if spin.once() => part.waited(For::Window),
                Next::Full => {
                    self.left.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                Next::Over(_) => return,
            }
        }
    }
}
