//! The horizon: everything before the end is done, everything else is done or dropped, once.

use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};

use super::*;
use crate::drive::{Ranges, Span};
use crate::sync::model::check;
use crate::sync::{Arc, thread};

const ITEMS: usize = 4;

/// The items at which the sequence ends, as it turns out while they are done.
const ENDS: [usize; 2] = [1, 2];

/// Deals one item at a time, whatever the clock says.
struct Singly(Ranges);

impl Deal for Singly {
    type Claim = Span;
    const MAKES: bool = false;

    fn upper(&self) -> usize {
        self.0.upper()
    }

    fn all(self) -> Result<Option<(Place, Span)>, Self> {
        self.0.all().map_err(Singly)
    }

    fn next(&mut self, want: usize) -> Option<(Place, Span)> {
        self.0.next(want)
    }

    fn left(&self) -> usize {
        self.0.left()
    }

    fn set_min_len(&mut self, min_len: usize) {
        Deal::set_min_len(&mut self.0, min_len);
    }

    fn end(&self) -> usize {
        Deal::end(&self.0)
    }

    fn set_blocks(&mut self, pauses: bool) {
        Deal::set_blocks(&mut self.0, pauses);
    }

    fn lay_out(&mut self, seats: usize, from_front: bool) {
        self.0.lay_out(seats, from_front);
    }

    fn deal(&self, seat: usize, _want: usize) -> Option<(Place, Span)> {
        self.0.deal(seat, 1)
    }

    fn forgo(&self, seat: usize) -> Option<Span> {
        self.0.forgo(seat)
    }
}

#[derive(Default)]
struct Log {
    horizon: Horizon,
    done: [Plain; ITEMS],
    dropped: [Plain; ITEMS],
}

impl Work for Log {
    type Claim = Span;
    type Run<'r> = ();

    fn run(&self) {}

    fn take(&self, (): &mut (), _place: Place, claim: Span) {
        claim.range().for_each(|i| {
            self.done[i].fetch_add(1, SeqCst);
        });
        if ENDS.contains(&claim.at()) {
            self.horizon.lower(claim.at());
        }
    }

    fn forgo(&self, claim: Span) {
        claim.range().for_each(|i| {
            self.dropped[i].fetch_add(1, SeqCst);
        });
    }
}

fn scene(play: fn(&Call<'_, '_, Log>, &Singly, usize)) {
    let mut dealer = Singly(Ranges::new(ITEMS));
    dealer.lay_out(2, false);
    let shared = Arc::new((dealer, Log::default()));
    let one = move |seat: usize, (dealer, log): &(Singly, Log)| {
        play(&Call::new(log, &log.horizon), dealer, seat);
    };
    let other = Arc::clone(&shared);
    let other = thread::spawn(move || one(1, &other));
    one(0, &shared);
    other.join().unwrap();
    let log = &shared.1;
    let count = |counts: &[Plain; ITEMS], i: usize| counts[i].load(SeqCst);
    for i in 0..ITEMS {
        assert_eq!(count(&log.done, i) + count(&log.dropped, i), 1, "item {i}");
        assert!(i > ENDS[0] || count(&log.done, i) == 1, "item {i} not done");
    }
}

#[test]
fn everything_before_the_end_is_done() {
    check(|| {
        scene(|call, dealer, seat| {
            call.play(dealer, seat, (), f32::INFINITY);
        });
    });
}

#[test]
fn canary_any_end_is_taken_for_the_first() {
    fn hasty(call: &Call<'_, '_, Log>, dealer: &Singly, seat: usize) {
        while let Some((place, claim)) = dealer.deal(seat, 1) {
            if call.horizon.is_known() {
                call.drop_piece(claim);
            } else {
                call.take(&mut (), place, claim);
            }
        }
    }
    check(|| scene(hasty));
}
