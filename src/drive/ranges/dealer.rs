//! Ranges, as a dealer of spans.

use std::convert::Infallible;
use std::ops::Range;

use super::Ranges;
use crate::drive::blocks::{block_len, may_be_shared};
use crate::drive::in_two::InTwo;
use crate::drive::job::{Bodies, Body};
use crate::drive::span::SpanBlocks;
use crate::drive::{Deal, Options, Place, Plan, Schedule, Span, drive_dealer};

impl Schedule for Ranges {
    #[inline]
    fn upper(&self) -> usize {
        self.len()
    }

    #[inline]
    fn is_cut_short(&self) -> bool {
        Ranges::is_cut_short(self)
    }

    #[inline]
    fn left(&self) -> usize {
        self.len()
    }

    fn end(&self) -> usize {
        Ranges::end(self)
    }

    #[inline]
    fn set_min_len(&mut self, min_len: usize) {
        Ranges::set_min_len(self, min_len);
    }

    fn limit_blocks(&mut self, most: usize) {
        Ranges::limit_blocks(self, most);
    }

    fn indices_each(&self) -> usize {
        Ranges::indices_each(self)
    }

    fn may_split(&self) -> bool {
        Ranges::may_split(self)
    }

    fn lay_out(&mut self, seats: usize, from_front: bool, split: bool) {
        if split {
            self.split_blocks();
        }
        self.make_hands(seats, from_front);
    }

    fn spread(&mut self, seats: usize, ahead: usize) {
        Ranges::spread(self, seats, ahead);
    }
}

impl Deal for Ranges {
    type Claim = Span;
    type Loan = Infallible;

    fn set_blocks(&mut self, _pauses: bool, may_split: bool) -> SpanBlocks {
        let len = block_len(self.len()).min(self.longest_block());
        let may_split = may_split && may_be_shared(len);
        let Range { start, end } = Ranges::set_blocks(self, len, may_split);
        SpanBlocks { len, start, end }
    }

    #[inline]
    fn all(&mut self) -> Option<Option<(Place, Span)>> {
        let all = self.take_all();
        Some((!all.is_empty()).then(|| both(all)))
    }

    #[inline]
    fn next(&mut self, want: usize) -> Option<(Place, Span)> {
        self.take_alone(want).map(both)
    }

    fn pass_over(&mut self, n: usize) -> Option<(Place, Span)> {
        Ranges::pass_over(self, n).map(both)
    }

    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Span)> {
        self.take(seat, want).map(both)
    }

    #[inline]
    fn deal_few(&self, seat: usize, n: usize) -> Option<(Place, Span)> {
        self.take_few(seat, n).map(both)
    }

    fn forgo(&self, seat: usize) -> Option<Span> {
        Ranges::take_rest(self, seat).map(Span::claimed)
    }

    fn rest(&mut self) -> Option<(Place, Span)> {
        self.next(usize::MAX)
    }

    fn take_rest(&self, seat: usize) -> Option<(Place, Span)> {
        Ranges::take_rest(self, seat).map(both)
    }

    type Ahead = ();

    fn ahead(&self) {}

    const TWO_ENDS: bool = true;

    fn in_two(
        &mut self,
        mine: &mut dyn Body<Span>,
        others: &dyn Bodies<Span>,
        plan: &Plan,
    ) -> bool {
        InTwo::all(plan, self, mine, others)
    }

    /// Never inlined, so that it is compiled here, and once.
    #[inline(never)]
    fn drive(
        &mut self,
        mine: &mut dyn Body<Span>,
        others: &dyn Bodies<Span>,
        name: usize,
        options: &Options,
    ) {
        drive_dealer(self, mine, others, name, options);
    }
}

#[inline]
fn both(range: Range<usize>) -> (Place, Span) {
    (Place::dealt(range.clone()), Span::claimed(range))
}
