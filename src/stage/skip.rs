//! `skip`: all but the first items.

use std::ops::Range;

use super::check_numbers;
use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::skip`](crate::Par::skip) makes of a chain. The items that are skipped belong to its
    /// first item: who makes that goes through them before, as a loop does.
    Skipped(n: usize) => P::Item, P::SHAPE.at_other_indices()
}

impl<P: Exact> Skipped<P> {
    fn len(&self) -> Option<usize> {
        let len = self.base.indices()?;
        Some(len.saturating_sub(self.n))
    }

    fn many_of(&self, base: u128) -> u128 {
        base.saturating_sub(self.n as u128)
    }

    /// The indices of the chain before this one that `range` stands for.
    #[inline]
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        let Range { start, end } = range;
        if start >= end {
            return 0..0;
        }
        let start = if start == 0 {
            0
        } else {
            start.saturating_add(self.n)
        };
        start..end.saturating_add(self.n)
    }

    /// Goes through all items, of which none is left behind those that are skipped. (Also where a `rev`
    /// comes behind, which has a loop go through none.)
    fn skip_all(&mut self) {
        self.base.keep(0..usize::MAX);
        self.base.hand_over();
        let all = Span::claimed(0..self.base.indices().unwrap_or(0));
        self.base
            .forward(all, &mut self.base.state())
            .for_each(drop);
    }
}

impl<P: Exact> Exact for Skipped<P> {
    fn keep(&mut self, range: Range<usize>) {
        if self.len() == Some(0) {
            return self.skip_all();
        }
        check_numbers(&self.base, &range, |end| end.checked_add(self.n));
        self.base.keep(self.in_base(range));
    }

    fn hand_over(&mut self) {
        if self.len() != Some(0) {
            self.base.hand_over();
        }
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let is_first = span.range().start == 0;
        let span = span.in_base(|range| self.in_base(range));
        let items = self.base.forward(span, state);
        items.skip(if is_first { self.n } else { 0 })
    }

    /// Whoever comes from behind never gets to the items that are skipped.
    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let mut span = span.in_base(|range| self.in_base(range));
        if span.range().start == 0 {
            let skipped = span.split_front(self.n);
            drop(self.base.forward(skipped, state));
        }
        self.base.backward(span, state)
    }
}
