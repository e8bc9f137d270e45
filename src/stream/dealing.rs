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

use crate::drive::{Claim, Deal, Place};

pub(super) struct Dealing<D: Deal> {
    pub(super) dealer: D,
    /// What helpers have passed over, or given back, from the front.
    gaps: VecDeque<Gap<SentBy<D>>>,
    /// No piece of a gap has fewer items than this, unless there are no more.
    min_len: usize,
    /// The position behind what was dealt or passed over.
    pub(super) end: usize,
    /// Nothing more is wanted, but what is left in gaps before that; or there is nothing more.
    pub(super) over: bool,
    /// The owner has borrowed what it does next, and nobody knows yet where that ends.
    pub(super) lent: bool,
    /// How many nanoseconds the source took for an item lately.
    pub(super) cost: f32,
}

/// The right to items that any thread can use.
type SentBy<D> = <<D as Deal>::Claim as Claim>::Sent;

/// Some items that were dealt, and are in nobody's hands.
struct Gap<S> {
    place: Place,
    /// Taken out only while it is split.
    sent: Option<S>,
}

impl<D: Deal> Dealing<D> {
    /// What is behind `end` is still to be dealt.
    pub(super) fn new(dealer: D, end: usize, min_len: usize) -> Self {
        Dealing {
            dealer,
            gaps: VecDeque::new(),
            min_len,
            end,
            over: false,
            lent: false,
            cost: 0.0,
        }
    }

    /// At most how many items there are, or a guess.
    pub(super) fn left(&self) -> usize {
        let gaps = self.gaps.iter().map(|gap| gap.place.range().len());
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
    pub(super) fn leave_gap(&mut self, n: usize) {
        if let Some((place, sent)) = self.dealer.pass_over(n) {
            let sent = Some(sent);
            self.gaps.push_back(Gap { place, sent });
        }
    }

    /// What was dealt at this place, and not begun, is to be dealt again.
    pub(super) fn take_again(&mut self, place: Place, sent: SentBy<D>) {
        let at = place.range().start;
        let i = self
            .gaps
            .partition_point(|gap| gap.place.range().start < at);
        let sent = Some(sent);
        self.gaps.insert(i, Gap { place, sent });
        self.over = false;
    }

    pub(super) fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Whether what comes next at this position was passed over.
    pub(super) fn has_gap_at(&self, at: usize) -> bool {
        let first = self.gaps.front();
        first.is_some_and(|gap| gap.place.range().start == at)
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
    fn of_gap(&mut self, i: usize, want: usize) -> Option<(Place, D::Claim)> {
        let gap = self.gaps.get_mut(i)?;
        let (n, len) = (want.max(self.min_len), gap.place.range().len());
        let mut claim = D::Claim::of_sent(gap.sent.take()?);
        if len.saturating_sub(n) >= self.min_len.max(1) {
            let (front, rest) = claim.split_front(n);
            claim = front;
            if let Some(rest) = rest {
                gap.sent = Some(sent(rest));
                let mid = gap.place.range().start + n;
                return Some((gap.place.split_before(mid), claim));
            }
        }
        Some((self.gaps.remove(i)?.place, claim))
    }

    /// All that is left in gaps, which are no more.
    pub(super) fn take_gaps(&mut self) -> impl Iterator<Item = D::Claim> {
        let gaps = std::mem::take(&mut self.gaps);
        gaps.into_iter()
            .filter_map(|gap| gap.sent)
            .map(D::Claim::of_sent)
    }
}

/// Of a part of what was sent.
fn sent<C: Claim>(part: C) -> C::Sent {
    match part.into_sent() {
        Ok(sent) => sent,
        Err(_) => unreachable!("a part of what was sent can be sent"),
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
        let mut dealing = Dealing::new(Ranges::new(70), 0, min_len);
        dealing.leave_gap(10);
        assert_eq!(range(dealing.next(10)), Some(10..20));
        dealing.leave_gap(10);
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
        dealing.take_again(place, claim);
        let (place, claim) = dealing.first_gap(5).expect("a gap");
        dealing.over = true;
        dealing.take_again(place, claim);
        assert!(!dealing.over);
        assert_eq!((dealing.left(), dealing.end), (60, 35));
        for gap in [0..5, 5..10, 20..30, 30..35] {
            assert_eq!(range(dealing.first_gap(gap.len())), Some(gap));
        }
        assert!(!dealing.has_gaps());
    }

    #[test]
    fn what_comes_last_is_not_passed_over() {
        let mut dealing = Dealing::new(Ranges::new(10), 0, 1);
        dealing.leave_gap(10);
        assert_eq!(range(dealing.first_gap(10)), None);
        assert_eq!(range(dealing.next(10)), Some(0..10));
    }
}
