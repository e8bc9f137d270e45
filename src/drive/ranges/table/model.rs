//! Dealing: every index is taken once, and a seat that finds nothing left is right.

use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};

use super::*;
use crate::drive::ranges::hands::Hand;
use crate::sync::model::check;
use crate::sync::{Arc, thread};

/// Takes the next index for a seat.
type Take = fn(&Ranges, usize) -> Option<Range<usize>>;

fn take(ranges: &Ranges, seat: usize) -> Option<Range<usize>> {
    ranges.take(seat, 1)
}

/// Seats take indices until they find none.
fn scene<const N: usize, const SPREAD: bool>(seats: usize, take: Take) {
    let mut ranges = Ranges::new(N);
    ranges.make_hands(seats, false);
    if SPREAD {
        ranges.spread(seats, 0);
    }
    let shared = Arc::new((ranges, [const { Plain::new(0) }; N]));
    let play = move |seat: usize, (ranges, taken): &(Ranges, [Plain; N])| {
        while let Some(indices) = take(ranges, seat) {
            indices.for_each(|i| assert_eq!(taken[i].fetch_add(1, SeqCst), 0, "taken twice"));
        }
        let left = |hand: &Hand| !hand.undealt.lock().is_empty();
        assert!(!ranges.table().hands.first.iter().any(left), "overlooked");
    };
    let others: Vec<_> = (1..seats)
        .map(|seat| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || play(seat, &shared))
        })
        .collect();
    play(0, &shared);
    others.into_iter().for_each(|other| other.join().unwrap());
    let once = |n: &Plain| n.load(SeqCst) == 1;
    assert!(shared.1.iter().all(once), "not taken");
}

#[test]
fn two_seats() {
    check(|| scene::<4, false>(2, take));
}

#[test]
fn three_seats() {
    check(|| scene::<3, false>(3, take));
}

#[test]
fn two_seats_that_have_a_part_each() {
    check(|| scene::<4, true>(2, take));
}

#[test]
fn three_seats_that_have_a_part_each() {
    check(|| scene::<3, true>(3, take));
}

#[test]
fn canary_steals_are_not_counted() {
    fn hasty(ranges: &Ranges, seat: usize) -> Option<Range<usize>> {
        let table = ranges.table();
        loop {
            let front = split_front(&mut table.hands[seat].undealt.lock(), 1, 1);
            if front.is_some() {
                return front;
            }
            table.seated.fetch_max(seat + 1, Ordering::Relaxed);
            let victim = table.fullest_but(seat)?;
            let mut theirs = table.hands[victim].undealt.lock();
            let keep = ranges.half(&theirs);
            if let Some(loot) = split_back(&mut theirs, keep, 1) {
                *table.hands[seat].undealt.lock() = loot;
            }
        }
    }
    check(|| scene::<3, false>(3, hasty));
}

#[test]
fn canary_a_steal_lets_go_of_its_victim_first() {
    fn loose(ranges: &Ranges, seat: usize) -> Option<Range<usize>> {
        let table = ranges.table();
        loop {
            let front = split_front(&mut table.hands[seat].undealt.lock(), 1, 1);
            if front.is_some() {
                return front;
            }
            table.seated.fetch_max(seat + 1, Ordering::Relaxed);
            let before = table.steals.load(Ordering::Acquire);
            if let Some(victim) = table.fullest_but(seat) {
                let loot = {
                    let mut theirs = table.hands[victim].undealt.lock();
                    let keep = ranges.half(&theirs);
                    split_back(&mut theirs, keep, 1)
                };
                if let Some(loot) = loot {
                    *table.hands[seat].undealt.lock() = loot;
                    table.steals.fetch_add(1, Ordering::Release);
                }
            } else if table.steals.load(Ordering::Acquire) == before {
                return None;
            }
        }
    }
    check(|| scene::<3, false>(3, loose));
}
