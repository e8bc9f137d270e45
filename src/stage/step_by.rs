//! `step_by`: the first item, and every so-manieth after it.

use std::ops::Range;

use super::check_numbers;
use crate::drive::Span;
use crate::source::{Exact, Shape};

index_stage! {
    /// What [`Par::step_by`](crate::Par::step_by) makes of a chain; from `end` of its indices on, nothing
    /// is wanted.
    Stepped(step: usize, end: usize) => P::Item, Shape::EXACT
}

impl<P: Exact> Stepped<P> {
    fn len(&self) -> Option<usize> {
        if let Some(len) = self.base.indices() {
            return Some(len.div_ceil(self.step));
        }
        // Steps make few of many, unless the last one is beyond the last index.
        let len = usize::try_from(self.many_of(self.base.many()?)).ok()?;
        let last = (len - 1).checked_mul(self.step)?;
        (last < usize::MAX).then_some(len)
    }

    fn many_of(&self, base: u128) -> u128 {
        base.div_ceil(self.step as u128)
    }

    /// The indices of the chain before this one that `range` stands for: each with those behind it that are
    /// left out.
    #[inline]
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        let end = self.base.indices().unwrap_or(usize::MAX).min(self.end);
        let of = |index: usize| index.saturating_mul(self.step).min(end);
        of(range.start)..of(range.end)
    }
}

impl<P: Exact> Exact for Stepped<P> {
    fn keep(&mut self, range: Range<usize>) {
        check_numbers(&self.base, &range, |end| {
            end.saturating_sub(1).checked_mul(self.step)
        });
        if self.len().is_none_or(|len| range.end < len) {
            // As in `std`, nothing is computed behind the last item that is wanted.
            let last = range.end.saturating_sub(1).saturating_mul(self.step);
            self.end = last.saturating_add(1);
        }
        self.base.keep(self.in_base(range));
    }

    fn hand_over(&mut self) {
        self.base.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let span = span.in_base(|range| self.in_base(range));
        self.base.forward(span, state).step_by(self.step)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let span = span.in_base(|range| self.in_base(range));
        let behind = span.range().len().saturating_sub(1) % self.step;
        let items = self.base.backward(span, state);
        items.skip(behind).step_by(self.step)
    }
}
