//! A piece is done by portions, until one of them turns out heavy: what is not begun is given back.

use std::mem::replace;
use std::ops::Range;

use super::Flow;
use crate::drive::{Claim, Clock, Deal, Place};
use crate::panic::FirstPanic;
use crate::source::Pieces;
use crate::tempo::Portions;

/// What is left of a piece. Dropping it drops that.
pub(in crate::stream) struct InPortions<'f, P: Pieces> {
    flow: &'f Flow<P>,
    /// Where the piece begins, and up to where it was handed out.
    start: usize,
    at: usize,
    place: Place,
    rest: Option<P::Claim>,
    portions: Portions,
    /// Since when it is being done, if it has several portions; how many nanoseconds were gone before the
    /// last one, and how many items that had.
    clock: Option<Clock>,
    before: f32,
    last: usize,
}

impl<'f, P: Pieces> InPortions<'f, P> {
    /// Whether a piece may be more than one portion.
    const MANY: bool = P::Dealer::TAKES_BACK && !P::SHAPE.many;

    #[inline]
    pub(in crate::stream) fn of(
        flow: &'f Flow<P>,
        place: Place,
        claim: P::Claim,
        lately: Option<f32>,
    ) -> Self {
        InPortions {
            flow,
            start: place.range().start,
            at: place.range().start,
            place,
            rest: Some(claim),
            portions: flow
                .portions
                .behind(lately.map(|cost| cost * flow.indices_each as f32)),
            clock: None,
            before: 0.0,
            last: 0,
        }
    }

    /// The next portion, unless the last one was heavy.
    #[inline]
    pub(in crate::stream) fn next(&mut self) -> Option<P::Claim> {
        let all = self.rest.take()?;
        if !Self::MANY {
            self.at = self.place.range().end;
            return Some(all);
        }
        if self.is_enough() {
            self.give_back(all);
            return None;
        }
        let (left, least) = (self.place.range().len(), self.flow.min_len);
        let items = self.portions.next();
        let n = items.saturating_mul(self.flow.indices_each).max(least);
        // What is given back is to be a piece of its own.
        let n = if left.saturating_sub(n) < least {
            left
        } else {
            n
        };
        let (portion, rest) = all.split_front(n);
        if rest.is_some() && self.clock.is_none() {
            self.clock = Some(Clock::start());
        }
        self.rest = rest;
        let done = self.place.split_before(self.at.saturating_add(n)).range();
        (self.at, self.last) = (done.end, done.len());
        Some(portion)
    }

    /// Whether the last portion was heavy.
    #[inline]
    fn is_enough(&mut self) -> bool {
        let Some(clock) = self.clock else {
            return false;
        };
        let now = clock.nanos_at_a_glance();
        let took = now - replace(&mut self.before, now);
        Portions::is_enough(self.last.div_ceil(self.flow.indices_each), took)
    }

    #[cold]
    #[inline(never)]
    fn give_back(&mut self, rest: P::Claim) {
        if let Some(dealer) = P::Dealer::again(&self.place, rest) {
            self.flow.take_again(self.at, dealer);
        }
    }

    /// The items that were done, or begun.
    pub(in crate::stream) fn done(&self) -> Range<usize> {
        self.start..self.at
    }
}

impl<P: Pieces> Drop for InPortions<'_, P> {
    #[inline]
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take() {
            forgo(self.flow, rest);
        }
    }
}

#[cold]
#[inline(never)]
fn forgo<P: Pieces>(flow: &Flow<P>, rest: P::Claim) {
    let mut panics = FirstPanic::default();
    panics.of(|| flow.chain.forgo(rest));
    panics.go_on();
}
