//! A piece is done by portions, until one of them turns out heavy: what is not begun is given back.

use std::mem::replace;
use std::ops::Range;

use super::Flow;
use crate::drive::{Claim, Clock, Place};
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
    /// Whether a piece may be more than one portion. (Not where items have to be made besides: what was
    /// given back would wait for whoever asks a silent source for those.)
    const MANY: bool = P::Claim::DIVIDES && !P::Claim::MAKES && !P::SHAPE.many;

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
        let mut all = self.rest.take()?;
        if !Self::MANY {
            self.at = self.place.range().end;
            return Some(all);
        }
        if self.is_enough() {
            match all.into_sent() {
                Ok(sent) => {
                    self.give_back(sent);
                    return None;
                }
                Err(claim) => all = claim,
            }
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
        let done = match &rest {
            Some(_) => self.at.saturating_add(n),
            None => self.place.range().end,
        };
        self.rest = rest;
        let done = self.place.split_before(done).range();
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
    fn give_back(&mut self, rest: <P::Claim as Claim>::Sent) {
        let end = self.place.range().end;
        self.flow.take_again(self.place.split_before(end), rest);
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
