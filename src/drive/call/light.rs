//! Light items of a source that lends them: how many are dealt at a time, and when the calling thread had
//! better do them alone.

use super::Call;
use super::seat::Progress;
use super::solo::is_solo;
use crate::drive::job::{Dealt, Seat};
use crate::sync::Ordering;
use crate::tempo::{self, Pace, is_too_light_to_share, surer};

impl Call<'_> {
    /// The most items that a seat is dealt at a time.
    pub(super) fn most(&self, progress: &Progress) -> usize {
        let pace = &progress.pace;
        if self.makes && !self.lends && (!self.plan.waiting || self.are_light(pace)) {
            // By few at a time they would cost more to deal than to do.
            return self.max_len;
        }
        if self.is_first_of_even(pace) {
            return tempo::first_of_even(self.usual).min(self.max_len);
        }
        let cost = pace.lately().map(|cost| cost * self.indices_each as f32);
        let most = self.grain.most(cost, pace.steady());
        most.saturating_mul(self.indices_each).min(self.max_len)
    }

    /// Whether a seat is at its first piece, of a loop that was even so far.
    pub(super) fn is_first_of_even(&self, pace: &Pace) -> bool {
        self.even && pace.lately().is_none()
    }

    /// Whether a seat has seen so many light items in a row that it is sure of those to come.
    fn are_light(&self, pace: &Pace) -> bool {
        let sure = self.sure.load(Ordering::Relaxed);
        pace.lately()
            .is_some_and(|cost| is_too_light_to_share(cost, pace.steady().items, sure))
    }

    /// Decides whether seat 0 goes on alone, after a piece of any seat that ends at `end` and was `heavy`, or
    /// not. Says whether what is left is to be shared again.
    #[inline(never)]
    pub(super) fn weigh(
        &self,
        seat: &dyn Seat,
        progress: &mut Progress,
        end: usize,
        heavy: bool,
    ) -> bool {
        if heavy {
            self.heavy_end.fetch_max(end, Ordering::Relaxed);
        }
        if progress.number > 0 {
            return false;
        }
        let lately = progress.pace.lately().unwrap_or(0.0);
        let in_a_row = end.saturating_sub(self.heavy_end.load(Ordering::Relaxed));
        let sure = self.sure.load(Ordering::Relaxed);
        if is_too_light_to_share(lately, in_a_row, sure) {
            progress.light = true;
            self.solo.begin();
            return false;
        }
        if !progress.light {
            return false;
        }
        if heavy {
            self.sure.store(surer(sure), Ordering::Relaxed);
            // Remembered as such, since a loan is not looked into.
            self.add(0, 0.0, 0.0, 1);
        }
        let left = seat.schedule().left() as f32;
        let again = lately * left > 2.0 * self.price;
        if again && self.keeps {
            // Those that wait inside are all that are called.
            progress.light = false;
            self.solo.end();
            return false;
        }
        again
    }

    /// Deals a seat its next piece, by its number: nothing to others while the calling thread is alone.
    pub(super) fn deal(&self, seat: &mut dyn Seat, number: usize, want: usize) -> Option<Dealt> {
        if number == 0 || !self.lends {
            return seat.deal(number, want);
        }
        loop {
            let turns = self.solo.turns();
            let dealt = match is_solo(turns) {
                true => None,
                false => seat.deal(number, want),
            };
            // (Nothing may be left, or lent: then the calling thread is alone, or was.)
            let is_lent = dealt.is_none() && (is_solo(turns) || self.solo.turns() != turns);
            if !is_lent || !self.keeps {
                if dealt.is_none_or(|dealt| self.is_soon_after_heavy(dealt.at)) {
                    self.solo.call_one();
                }
                return dealt;
            }
            self.solo.wait();
        }
    }

    /// Whether fewer light items came since the last heavy one than it takes to be sure of those to come.
    fn is_soon_after_heavy(&self, at: usize) -> bool {
        let heavy_end = self.heavy_end.load(Ordering::Relaxed);
        at.saturating_sub(heavy_end) < self.sure.load(Ordering::Relaxed)
    }
}
