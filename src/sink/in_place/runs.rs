//! Which slots are written: ranges, of which there is usually one.

use std::ops::Range;

/// Ranges that do not overlap. A range that continues the one before it is joined to it.
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

    /// Where it ends, if this is but one range and that begins at 0: an empty one too.
    #[inline]
    pub(super) fn the_only_from_0(&self) -> Option<usize> {
        (self.last.start == 0 && self.others.is_empty()).then_some(self.last.end)
    }

    #[inline]
    pub(super) fn append(&mut self, other: &mut Runs) {
        let Runs { last, others } = std::mem::take(other);
        self.add(last);
        others.into_iter().for_each(|range| self.add(range));
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

    /// Takes the slots from 0 on out, as far as there is no gap, and says how many there are.
    #[inline]
    pub(super) fn take_filled(&mut self) -> usize {
        if self.others.is_empty() && self.last.start == 0 {
            return std::mem::take(&mut self.last).end;
        }
        let mut ranges: Vec<Range<usize>> = self.drain().collect();
        ranges.sort_unstable_by_key(|range| range.start);
        let mut filled = 0;
        for range in ranges {
            if range.start == filled {
                filled = range.end;
            } else {
                self.add(range);
            }
        }
        filled
    }
}
