//! Stealable index ranges: each seat has a hand, plays from its front, and when it is empty takes the back
//! half of the fullest other hand.
//!
//! INVARIANT (D1, every index once): an index lies in exactly one hand or has been taken. A steal moves
//! indices from one hand to another under both their locks; whoever takes indices out does so under the
//! lock of the hand they lie in.

#[cfg(all(test, loom))]
mod model;

use std::mem::ManuallyDrop;
use std::ops::Range;

use super::hands::Hands;
use super::{Ranges, split_front};
use crate::sync::{AtomicUsize, Ordering};

/// What is left is shared out in ever smaller pieces, but in none smaller than such a part of a whole one:
/// the dealing would take longer than the waiting.
const CRUMBS: usize = 16;

/// What the seats play from.
pub(super) struct Table {
    hands: Hands,
    /// Whether all seats play from the hand of seat 0.
    from_front: bool,
    /// A piece has at most such a part of the hand that it is taken from: one in so many.
    sharing: usize,
    /// Hands that were filled, or have been played from: seats are numbered as they come, so the others are
    /// empty.
    seated: AtomicUsize,
    /// Steals so far. A search that found nothing and saw no steal meanwhile has missed nothing.
    steals: AtomicUsize,
}

/// The table, once it is laid. It is dropped by one function: else a program would have all that for each
/// place where ranges are dropped.
pub(super) struct Laid(ManuallyDrop<Option<Box<Table>>>);

impl Laid {
    pub(super) const NOT_YET: Laid = Laid(ManuallyDrop::new(None));

    fn of(table: Table) -> Laid {
        Laid(ManuallyDrop::new(Some(Box::new(table))))
    }
}

impl Drop for Laid {
    #[inline]
    fn drop(&mut self) {
        if self.0.is_some() {
            clear(&mut self.0);
        }
    }
}

#[inline(never)]
fn clear(table: &mut Option<Box<Table>>) {
    *table = None;
}

impl Ranges {
    /// Gives all that is left to seat 0.
    pub(in crate::drive) fn make_hands(&mut self, seats: usize, from_front: bool) {
        let (hands, sharing) = match from_front {
            true => (1, seats.saturating_mul(2)),
            false => (seats, 2),
        };
        let hands = Hands::of(hands);
        *hands[0].undealt.lock() = std::mem::take(&mut self.undealt);
        self.table = Laid::of(Table {
            hands,
            from_front,
            sharing,
            seated: AtomicUsize::new(1),
            steals: AtomicUsize::new(0),
        });
    }

    /// Shares out what seat 0 has been given between the hands of the first `seats`, of which seat 0 is
    /// `ahead` by so many; unless that would be too little for each.
    pub(in crate::drive) fn spread(&mut self, seats: usize, ahead: usize) {
        let mut rest = self.table().hands[0].undealt.lock().clone();
        let fair = rest.len().saturating_sub(ahead) / seats.max(1);
        let whole = |n| match self.block {
            usize::MAX => self.split(rest.start, n),
            block => n / block * block,
        };
        let (first, each) = (whole(fair + ahead), whole(fair));
        if seats < 2 || each < self.min_len {
            return;
        }
        let table = self.table.0.as_mut().expect("the hands are made");
        for seat in 0..seats - 1 {
            let n = if seat == 0 { first } else { each };
            let part = rest.start..rest.start + n;
            rest.start = part.end;
            *table.hands[seat].undealt.lock() = part;
        }
        *table.hands[seats - 1].undealt.lock() = rest;
        table.seated = AtomicUsize::new(seats);
        table.sharing = 1;
    }

    fn table(&self) -> &Table {
        self.table.0.as_ref().expect("the hands are made")
    }

    /// The next indices for `seat`: about `want`, and at most half of the hand, so that there is something
    /// to steal, as long as that is worth it.
    pub(in crate::drive) fn take(&self, seat: usize, want: usize) -> Option<Range<usize>> {
        let table = self.table();
        let seat = if table.from_front { 0 } else { seat };
        loop {
            let taken = {
                let mut hand = table.hands[seat].undealt.lock();
                let fair = hand.len().div_ceil(table.sharing).max(want / CRUMBS);
                let n = self.split(hand.start, want.min(fair).max(1));
                split_front(&mut hand, n, self.min_len)
            };
            if taken.is_some() || !self.steal(table, seat) {
                return taken;
            }
        }
    }

    /// The next `n` indices of the hand of `seat`, if it has plenty, and may be split anywhere: a short way
    /// for pieces that are small.
    #[inline]
    pub(in crate::drive) fn take_few(&self, seat: usize, n: usize) -> Option<Range<usize>> {
        let table = self.table();
        let seat = if table.from_front { 0 } else { seat };
        let mut hand = table.hands[seat].undealt.lock();
        let few = hand.len() / table.sharing >= n && self.min_len <= n && self.block == usize::MAX;
        few.then(|| {
            let start = hand.start;
            hand.start += n;
            start..start + n
        })
    }

    /// All that is left in the hand of `seat`.
    pub(in crate::drive) fn take_rest(&self, seat: usize) -> Option<Range<usize>> {
        let table = self.table();
        let seat = if table.from_front { 0 } else { seat };
        let rest = std::mem::take(&mut *table.hands[seat].undealt.lock());
        (!rest.is_empty()).then_some(rest)
    }

    /// Fills the empty hand of `thief`; `false` if nothing is left anywhere.
    fn steal(&self, table: &Table, thief: usize) -> bool {
        table.seated.fetch_max(thief + 1, Ordering::Relaxed);
        loop {
            let before = table.steals.load(Ordering::Acquire);
            let Some(victim) = table.fullest_but(thief) else {
                // D2: indices on their way from a hand not looked at yet to one looked at already were
                // overlooked. Their steal was counted before the lock of the hand they left was released,
                // and so before that look.
                if table.steals.load(Ordering::Acquire) == before {
                    return false;
                }
                continue;
            };
            let mut theirs = table.hands[victim].undealt.lock();
            let keep = self.half(&theirs);
            if let Some(loot) = split_back(&mut theirs, keep, self.min_len) {
                // Two locks at once, yet no deadlock (D3): who waits here holds a hand that is not empty,
                // and wants one that is; nobody who holds an empty hand waits for another.
                *table.hands[thief].undealt.lock() = loot;
                table.steals.fetch_add(1, Ordering::Release);
                return true;
            }
        }
    }
}

impl Table {
    fn fullest_but(&self, thief: usize) -> Option<usize> {
        let seated = self.seated.load(Ordering::Relaxed);
        let others = (0..seated).filter(|&seat| seat != thief);
        let counted = others.map(|seat| (self.hands[seat].undealt.lock().len(), seat));
        let (len, seat) = counted.max_by_key(|&(len, _)| len)?;
        (len > 0).then_some(seat)
    }
}

/// Takes what is behind the first `keep`, or everything where those would be fewer than `min_len`.
fn split_back(hand: &mut Range<usize>, keep: usize, min_len: usize) -> Option<Range<usize>> {
    let keep = if keep < min_len { 0 } else { keep };
    let back = hand.start + keep..hand.end;
    hand.end = back.start;
    (!back.is_empty()).then_some(back)
}
