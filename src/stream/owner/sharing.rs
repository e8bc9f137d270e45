//! When the owner of a stream calls helpers, and when it waits for them in place of working itself.

use super::Owner;
use crate::drive::{Claim, Clock, Loop};
use crate::pool::Calls;
use crate::source::Pieces;
use crate::stream::flow::Flow;
use crate::tempo::{self, Beginning, CHEAP, TIMES_MISSED, Weight, holds_up};

impl<P> Owner<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    /// Calls helpers when that pays.
    pub(super) fn share(&mut self, flow: &Flow<P>, calls: &Calls) {
        let lately = self.pace.lately();
        let weight = self.weight(flow, lately);
        let nanos = match self.sharing.has_begun() {
            true => self.stretch.nanos(),
            false => 0.0,
        };
        let was_alone = self.sharing.is_alone();
        if self.sharing.proceed(nanos, flow.delivered(), weight) {
            self.stretch = Clock::start();
        }
        let resumed = was_alone && !self.sharing.is_alone();
        if let Some(cost) = lately {
            flow.adapt(cost);
            // (Who takes results one by one leaves items that may have no end to helpers.)
            flow.leave_gaps(cost < CHEAP && !self.only_delivers && const { !P::SHAPE.many });
        }
        let first = self.sharing.is_possible()
            && !self.sharing.has_begun()
            && self.is_worth_sharing(flow, lately);
        if first {
            self.sharing.begin(self.stretch.nanos(), flow.delivered());
            self.stretch = Clock::start();
        }
        flow.pause(self.sharing.is_alone());
        let cost = lately.or_else(|| self.known.and_then(Loop::cost));
        let shared = self.sharing.is_possible() && !self.sharing.is_alone();
        let waiting = self.known.is_none();
        let only_delivers =
            shared && flow.has_spare_seat() && holds_up(cost, P::Claim::MAKES, waiting);
        let one_more = only_delivers && !self.only_delivers;
        self.only_delivers = only_delivers;
        if !only_delivers {
            flow.limit_helpers(flow.seats() - 1);
        }
        let helpers = match first {
            true => flow.seats() - 1,
            // Whoever was there has left, or is about to.
            false if resumed => flow.absent_helpers(),
            false => flow.helpers_to_call(),
        };
        let helpers = helpers + usize::from(one_more);
        if helpers > 0 {
            flow.share();
            calls.call(helpers);
        }
        if one_more {
            calls.call_besides();
        }
    }

    /// What items are like that cost so much lately.
    fn weight(&self, flow: &Flow<P>, lately: Option<f32>) -> Weight {
        match lately {
            Some(cost) if flow.may_be_alone() => tempo::weight(
                cost,
                flow.is_light(cost),
                (self.in_a_row(), self.sure),
                self.known.is_none(),
                P::Claim::MAKES,
            ),
            _ => Weight::Heavy,
        }
    }

    /// Whether what is left is worth calling helpers for the first time, if an item has cost so much lately.
    fn is_worth_sharing(&self, flow: &Flow<P>, lately: Option<f32>) -> bool {
        match (self.beginning, lately) {
            (Beginning::Shared, _) => true,
            (Beginning::Alone { .. }, None) => false,
            (Beginning::Alone { patience, worth }, Some(cost)) => {
                let (_, nanos) = self.pace.done();
                nanos > patience && cost * flow.left_to_deal() as f32 > worth
            }
        }
    }

    /// Waits for helpers, if they are there or come soon: until there is something to deliver, and says
    /// whether there is. If not, the owner does better to work.
    pub(super) fn is_served(&mut self, flow: &Flow<P>, calls: &Calls) -> bool {
        flow.limit_helpers(flow.seats());
        let way = calls.give_way();
        let missing = flow.missing_helpers();
        let waits = self.missed < TIMES_MISSED;
        let is_ready = || !flow.receiver.is_empty();
        let is_enough = || is_ready() || flow.has_helpers();
        // What is under way is waited for, by however few helpers: an item that is made here meanwhile may
        // wait until that is delivered.
        let is_under_way = self.waits_for_some && !flow.is_all_delivered();
        if missing > 0 && (waits || is_under_way) {
            // Only now there is a place for the last one; and what is under way may need it.
            calls.call(missing);
        }
        let served =
            match waits && !is_under_way && (self.waits_for_some || missing == flow.seats()) {
                true => calls.await_helpers(is_enough),
                false => is_under_way || is_enough(),
            };
        if !served {
            // Where some have come, that took long.
            self.missed += if missing < flow.seats() {
                TIMES_MISSED
            } else {
                1
            };
        }
        if served {
            calls.wait_until(is_ready);
        }
        if is_under_way && flow.missing_helpers() > 0 {
            self.missed += 1;
        }
        drop(way);
        let served = served && is_ready();
        if !served {
            flow.limit_helpers(flow.seats() - 1);
        }
        served
    }
}
