//! What is still to be dealt of a stream, and to whom.
//!
//! ```text
//!   delivered │ gap │ helper │ gap │ helper │ what the source has yet to deal
//! ```
//!
//! The owner has the least to do with an item that is due when it makes it: it need not wait in a batch for
//! its turn. So where that counts, helpers pass over what comes next, and leave it to the owner; who comes
//! to what they have made when it has done that.

use std::collections::VecDeque;
use std::iter;

use crate::drive::{Deal, Place};

pub(super) struct Dealing<D> {
    pub(super) dealer: D,
    /// What helpers have passed over, from the front.
    gaps: VecDeque<Gap<D>>,
    /// The position behind what was dealt or passed over.
    pub(super) end: usize,
    /// Nothing more is wanted, but what is left in gaps before that; or there is nothing more.
    pub(super) over: bool,
    /// The owner has borrowed what it does next, and nobody knows yet where that ends.
    pub(super) lent: bool,
    /// How many nanoseconds the source took for an item lately.
    pub(super) cost: f32,
}

/// Some items that were passed over.
struct Gap<D> {
    dealer: D,
    /// Where what is left of it begins.
    at: usize,
}

impl<D: Deal> Dealing<D> {
    /// What is behind `end` is still to be dealt.
    pub(super) fn new(dealer: D, end: usize) -> Self {
        Dealing {
            dealer,
            gaps: VecDeque::new(),
            end,
            over: false,
            lent: false,
            cost: 0.0,
        }
    }

    /// At most how many items there are, or a guess.
    pub(super) fn left(&self) -> usize {
        let gaps = self.gaps.iter().map(|gap| gap.dealer.left());
        gaps.fold(self.dealer.left(), usize::saturating_add)
    }

    /// The next piece that the source has, or else one of the last gap.
    pub(super) fn next(&mut self, want: usize) -> Option<(Place, D::Claim)> {
        match self.dealer.next(want) {
            Some((place, claim)) => {
                self.end = place.range().end;
                Some((place, claim))
            }
            None => self.last_gap(want),
        }
    }

    /// Passes over the next `n` items, if there are more.
    pub(super) fn leave_gap(&mut self, n: usize, min_len: usize) {
        if let Some(mut gap) = self.dealer.split_front(n) {
            gap.set_min_len(min_len);
            let at = self.end;
            self.gaps.push_back(Gap { dealer: gap, at });
        }
    }

    /// What was dealt from `at` on, and not begun, is to be dealt again.
    pub(super) fn take_again(&mut self, at: usize, mut dealer: D, min_len: usize) {
        dealer.set_min_len(min_len);
        let place = self.gaps.partition_point(|gap| gap.at < at);
        self.gaps.insert(place, Gap { dealer, at });
        self.over = false;
    }

    pub(super) fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Whether what comes next at this position was passed over.
    pub(super) fn has_gap_at(&self, at: usize) -> bool {
        self.gaps.front().is_some_and(|gap| gap.at == at)
    }

    /// The next piece of what was passed over: of what comes first.
    pub(super) fn first_gap(&mut self, want: usize) -> Option<(Place, D::Claim)> {
        self.of_gap(0, want)
    }

    /// The same of what comes last.
    pub(super) fn last_gap(&mut self, want: usize) -> Option<(Place, D::Claim)> {
        self.of_gap(self.gaps.len().checked_sub(1)?, want)
    }

    #[inline(never)]
    fn of_gap(&mut self, at: usize, want: usize) -> Option<(Place, D::Claim)> {
        let gap = self.gaps.get_mut(at)?;
        let piece = gap.dealer.next(want);
        if let Some((place, _)) = &piece {
            gap.at = place.range().end;
        }
        if gap.dealer.left() == 0 {
            self.gaps.remove(at);
        }
        piece
    }

    /// All that deal what is left.
    pub(super) fn dealers(&mut self) -> impl Iterator<Item = &mut D> {
        let gaps = self.gaps.iter_mut().map(|gap| &mut gap.dealer);
        gaps.chain(iter::once(&mut self.dealer))
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::drive::Ranges;

    fn range<C>(piece: Option<(Place, C)>) -> Option<std::ops::Range<usize>> {
        piece.map(|(place, _)| place.range())
    }

    /// Items 0 to 9 and 20 to 29 are passed over, 10 to 19 dealt; 40 are left.
    fn two_gaps(min_len: usize) -> Dealing<Ranges> {
        let mut dealing = Dealing::new(Ranges::new(70), 0);
        dealing.leave_gap(10, min_len);
        assert_eq!(range(dealing.next(10)), Some(10..20));
        dealing.leave_gap(10, min_len);
        assert_eq!((dealing.left(), dealing.end), (60, 20));
        dealing
    }

    #[test]
    fn gaps_are_dealt_from_either_end_and_the_last_when_nothing_else_is_left() {
        let mut dealing = two_gaps(1);
        assert!(dealing.has_gap_at(0));
        assert_eq!(range(dealing.first_gap(6)), Some(0..6));
        assert!(dealing.has_gap_at(6) && !dealing.has_gap_at(20));
        assert_eq!(range(dealing.last_gap(6)), Some(20..26));
        assert_eq!(range(dealing.first_gap(6)), Some(6..10));
        assert_eq!(range(dealing.next(100)), Some(30..70));
        assert_eq!((dealing.left(), dealing.end), (4, 70));
        assert_eq!(range(dealing.next(100)), Some(26..30));
        assert_eq!(range(dealing.next(1)), None);
        assert_eq!(range(dealing.first_gap(1)), None);
        assert_eq!((dealing.left(), dealing.end), (0, 70));
    }

    #[test]
    fn gaps_are_dealt_in_no_smaller_pieces_than_asked() {
        let mut dealing = two_gaps(4);
        assert_eq!(range(dealing.first_gap(7)), Some(0..10));
        assert_eq!(range(dealing.last_gap(1)), Some(20..24));
        assert_eq!(range(dealing.last_gap(3)), Some(24..30));
    }

    #[test]
    fn what_is_dealt_again_lies_where_it_was() {
        let mut dealing = two_gaps(1);
        let (place, claim) = dealing.next(5).expect("plenty");
        assert_eq!(place.range(), 30..35);
        dealing.take_again(30, Ranges::again(&place, claim).expect("a range"), 1);
        let (place, claim) = dealing.first_gap(5).expect("a gap");
        dealing.over = true;
        dealing.take_again(0, Ranges::again(&place, claim).expect("a range"), 1);
        assert!(!dealing.over);
        assert_eq!((dealing.left(), dealing.end), (60, 35));
        for gap in [0..5, 5..10, 20..30, 30..35] {
            assert_eq!(range(dealing.first_gap(gap.len())), Some(gap));
        }
        assert!(!dealing.has_gaps());
    }

    #[test]
    fn what_comes_last_is_not_passed_over() {
        let mut dealing = Dealing::new(Ranges::new(10), 0);
        dealing.leave_gap(10, 1);
        assert_eq!(range(dealing.first_gap(10)), None);
        assert_eq!(range(dealing.next(10)), Some(0..10));
    }
}
