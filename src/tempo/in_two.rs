//! A short call in two: from both ends, by the calling thread and by a helper that stands by.

use super::constants::{COLD, LEAST_IN_TWO, MOST_IN_TWO, MOST_OF_TWO, PIECE};
use super::first_of_even;
use super::pace::{is_surprise, items_in};

/// How many items one of the two takes at a time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct InTwo {
    usual: f32,
    first: usize,
    next: usize,
}

impl InTwo {
    /// Whether a call of so many items, each of which usually takes so long, is to be done so, if no more
    /// than so many threads could share it.
    #[inline]
    pub(crate) fn fits(usual: f32, items: usize, threads: usize) -> bool {
        let most = match threads {
            0..=2 => MOST_OF_TWO,
            _ => MOST_IN_TWO,
        };
        (LEAST_IN_TWO..most).contains(&(usual * items as f32))
    }

    /// Of items each of which usually takes so long.
    pub(crate) fn new(usual: f32) -> InTwo {
        let first = first_of_even(Some(usual));
        InTwo {
            usual,
            first,
            next: first,
        }
    }

    /// How many items to take, if so many are left: no more than half of them, or what is not worth a second
    /// time; nor than one thread ever takes.
    pub(crate) fn want(self, left: usize) -> usize {
        let piece = items_in(PIECE, Some(self.usual));
        self.next.min(self.first.max(piece.min(left / 2)))
    }

    /// So many items took so long: the next time it is twice as many, unless that was a surprise.
    pub(crate) fn took(&mut self, items: usize, nanos: f32) {
        let expected = 2.0 * self.usual * items as f32 + COLD;
        self.next = match nanos > expected {
            true => 1,
            false => 2 * items.max(1),
        };
    }

    /// Whether nobody could expect that so many items take so long: more of those may follow.
    pub(crate) fn is_surprised_by(self, items: usize, nanos: f32) -> bool {
        is_surprise(nanos, self.usual * items as f32)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn short_calls_are_done_in_two() {
        for (usual, items, threads, fits) in [
            (1.0, LEAST_IN_TWO as usize - 1, 2, false),
            (1.0, LEAST_IN_TWO as usize, 2, true),
            (1.0, MOST_IN_TWO as usize - 1, 3, true),
            (1.0, MOST_IN_TWO as usize, 3, false),
            (1.0, MOST_IN_TWO as usize, 2, true),
            (1.0, MOST_OF_TWO as usize, 2, false),
            (100.0, 50, 16, true),
            (f32::INFINITY, 2, 2, false),
        ] {
            let what = format!("{items} of {usual}, {threads} threads");
            assert_eq!(InTwo::fits(usual, items, threads), fits, "{what}");
        }
    }

    #[test]
    fn pieces_grow_and_shrink_again_at_the_end() {
        let pieces = |nanos: f32| {
            let mut pace = InTwo::new(10.0);
            let (mut left, mut pieces) = (1_000, Vec::new());
            while left > 0 && pieces.len() < 12 {
                let n = pace.want(left).min(left);
                pace.took(n, nanos * n as f32);
                left -= n;
                pieces.push(n);
            }
            pieces
        };
        assert_eq!(pieces(10.0), [25, 50, 100, 200, 312, 156, 78, 39, 25, 15]);
        assert_eq!(pieces(1e6)[..3], [25, 1, 1]);
        let mut long = InTwo::new(10.0);
        long.took(1_000, 10_000.0);
        assert_eq!(long.want(100_000), 1_000);
    }
}
