//! Indices that two threads take from both ends, until they meet.

#[cfg(all(test, loom))]
mod model;

use std::ops::Range;

use super::Ranges;
use crate::sync::{AtomicUsize, Ordering};

/// The bits of one end's number.
const HALF: u32 = usize::BITS / 2;
const END: usize = (1 << HALF) - 1;

/// From which end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::drive) enum Side {
    Front,
    Back,
}

/// What is left between the two ends, which are moved by one atomic step: so each index is taken once (D1).
/// Whoever hands this to another thread, and sees that it is done, has the order of everything else.
pub(in crate::drive) struct Meeting {
    /// The first block that is left, and behind that in the upper half the end of the last.
    left: AtomicUsize,
    /// The indices that lie there.
    all: Range<usize>,
    /// How many of them are a block.
    block: usize,
}

impl Ranges {
    /// Gives all that is left to two threads, if one number holds both ends.
    pub(in crate::drive) fn meeting(&mut self) -> Option<Meeting> {
        let block = match self.block {
            usize::MAX => 1,
            block => block,
        };
        let blocks = self.undealt.len().div_ceil(block);
        (blocks <= END).then(|| Meeting {
            left: AtomicUsize::new(blocks << HALF),
            all: self.take_all(),
            block,
        })
    }
}

impl Meeting {
    /// The next indices from that end: about as many as `want` says of those that are left.
    pub(in crate::drive) fn take(
        &self,
        side: Side,
        want: impl Fn(usize) -> usize,
    ) -> Option<Range<usize>> {
        let mut left = self.left.load(Ordering::Relaxed);
        loop {
            let (start, end) = (left & END, left >> HALF);
            if start == end {
                return None;
            }
            let n = want((end - start) * self.block).div_ceil(self.block);
            let n = n.clamp(1, end - start);
            let (taken, start, end) = match side {
                Side::Front => (start..start + n, start + n, end),
                Side::Back => (end - n..end, start, end - n),
            };
            match self.left.compare_exchange(
                left,
                end << HALF | start,
                Ordering::Relaxed,
                Ordering::Relaxed,
            ) {
                Ok(_) => return Some(self.indices(taken)),
                Err(now) => left = now,
            }
        }
    }

    fn indices(&self, blocks: Range<usize>) -> Range<usize> {
        let start = self.all.start + blocks.start * self.block;
        let end = self
            .all
            .start
            .saturating_add(blocks.end.saturating_mul(self.block));
        start..end.min(self.all.end)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn each_index_is_taken_once_from_either_end() {
        for (block, len, turns) in [
            (usize::MAX, 10, &[(0, 4), (6, 10), (4, 6)][..]),
            (3, 10, &[(0, 6), (6, 10)]),
            (4, 3, &[(0, 3)]),
            (usize::MAX, 0, &[]),
        ] {
            let mut ranges = Ranges::new(len);
            ranges.set_blocks(block, false);
            let meeting = ranges.meeting().expect("few");
            assert_eq!(ranges.len(), 0);
            for (turn, (start, end)) in turns.iter().enumerate() {
                let side = [Side::Front, Side::Back][turn % 2];
                let taken = meeting.take(side, |_| 4);
                assert_eq!(taken, Some(*start..*end), "{len} by {block}");
            }
            assert_eq!(meeting.take(Side::Front, |_| 4), None);
            assert_eq!(meeting.take(Side::Back, |_| 4), None);
        }
    }

    #[test]
    fn so_many_that_no_number_holds_both_ends_are_left() {
        let mut ranges = Ranges::new(END + 1);
        assert!(ranges.meeting().is_none());
        assert_eq!(ranges.len(), END + 1);
        ranges.set_blocks(2, false);
        assert!(ranges.meeting().is_some());
    }
}
