//! Which slots are written: ranges, of which there is usually one.

use std::ops::Range;

use crate::sink::sort_by_start;

/// Ranges that do not overlap. One that continues the one added before it is joined to it.
#[derive(Default)]
pub(super) struct Runs {
    last: Range<usize>,
    others: Vec<Range<usize>>,
}

impl Runs {
    #[inline]
    pub(super) fn add(&mut self, range: Range<usize>) {
        if self.last.end == range.start {
            self.last.end = range.end;
        } else if self.last.is_empty() {
            self.last = range;
        } else if !range.is_empty() {
            self.others.push(std::mem::replace(&mut self.last, range));
        }
    }

    /// As `add`. Never inlined, so that the loop is that ends with it, in two places: one of them for a
    /// panic.
    #[inline(never)]
    pub(super) fn add_later(&mut self, range: Range<usize>) {
        self.add(range);
    }

    /// Where the range begins that one from `start` on would continue: there, if it would continue none.
    #[inline]
    pub(super) fn begin_of(&self, start: usize) -> usize {
        match self.last.end == start {
            true => self.last.start,
            false => start,
        }
    }

    /// Where it ends, if this is but one range and that begins at 0: an empty one too.
    #[inline]
    pub(super) fn the_only_from_0(&self) -> Option<usize> {
        (self.last.start == 0 && self.others.is_empty()).then_some(self.last.end)
    }

    /// Takes all ranges of another, as they are.
    #[inline]
    pub(super) fn append(&mut self, other: &mut Runs) {
        let Runs { last, others } = std::mem::take(other);
        self.others.extend(others);
        if self.last.is_empty() {
            self.last = last;
        } else if !last.is_empty() {
            self.others.push(last);
        }
    }

    /// Takes all ranges out that are not empty.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Range<usize>> {
        let last = std::mem::take(&mut self.last);
        let others = std::mem::take(&mut self.others);
        others
            .into_iter()
            .chain([last])
            .filter(|range| !range.is_empty())
    }

    /// Takes the slots from 0 on out, as far as there is no gap, and says how many there are. Shows each of
    /// the ranges that does not begin at 0 to `close_up`, in order.
    #[inline]
    pub(super) fn take_filled(&mut self, mut close_up: impl FnMut(Range<usize>)) -> usize {
        if self.others.is_empty() && self.last.start == 0 {
            return std::mem::take(&mut self.last).end;
        }
        let bounds = self.drain().map(|range| (range.start, range.end));
        let mut bounds: Vec<_> = bounds.collect();
        sort_by_start(&mut bounds);
        let mut filled = 0;
        for (start, end) in bounds {
            let range = start..end;
            if range.start == filled {
                filled = range.end;
                if range.start > 0 {
                    close_up(range);
                }
            } else {
                self.others.push(range);
            }
        }
        filled
    }
}
