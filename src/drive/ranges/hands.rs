//! The hands of all seats, made as seats are taken: a call may have a seat for each of millions of threads
//! that never come.

use std::ops::{Index, Range};

use crate::sync::{Mutex, OnceLock};

/// How many hands there are from the beginning on: for more threads than most calls have, in some kilobytes.
const FIRST: usize = 64;

/// What one seat holds, on cache lines of its own, more or less: memory that is to begin where a line does
/// takes several times as long to allocate, and a short call notices that.
#[derive(Default)]
pub(super) struct Hand {
    pub(super) undealt: Mutex<Range<usize>>,
    _apart: [u64; 13],
}

#[derive(Default)]
pub(super) struct Hands {
    pub(super) first: Box<[Hand]>,
    /// The others: as many again, then twice as many, and so on.
    more: Box<[OnceLock<Box<[Hand]>>]>,
}

impl Hands {
    pub(super) fn of(seats: usize) -> Hands {
        let doublings = (seats.max(1) - 1).checked_ilog2().unwrap_or(0) + 1;
        let more = doublings.saturating_sub(FIRST.ilog2());
        Hands {
            first: hands(seats.min(FIRST)),
            more: (0..more).map(|_| OnceLock::new()).collect(),
        }
    }
}

fn hands(n: usize) -> Box<[Hand]> {
    (0..n).map(|_| Hand::default()).collect()
}

impl Index<usize> for Hands {
    type Output = Hand;

    #[inline]
    fn index(&self, seat: usize) -> &Hand {
        if let Some(hand) = self.first.get(seat) {
            return hand;
        }
        let doublings = seat.ilog2();
        let more = &self.more[(doublings - FIRST.ilog2()) as usize];
        let more = more.get_or_init(|| hands(1 << doublings));
        &more[seat - (1 << doublings)]
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn each_seat_has_a_hand_of_its_own() {
        let hands = Hands::of(300);
        for seat in 0..300 {
            *hands[seat].undealt.lock() = seat..300;
        }
        for seat in 0..300 {
            assert_eq!(*hands[seat].undealt.lock(), seat..300);
        }
    }

    #[test]
    fn hands_are_made_as_they_are_wanted() {
        for (seats, first, more) in [
            (0, 0, 0),
            (1, 1, 0),
            (FIRST, FIRST, 0),
            (FIRST + 1, FIRST, 1),
            (2 * FIRST, FIRST, 1),
            (2 * FIRST + 1, FIRST, 2),
            (usize::MAX, FIRST, usize::BITS as usize - 6),
        ] {
            let hands = Hands::of(seats);
            assert_eq!(
                (hands.first.len(), hands.more.len()),
                (first, more),
                "{seats}"
            );
        }
    }
}
