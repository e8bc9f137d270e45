//! The horizon: everything before the end is done, everything else is done or dropped, once.

use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};

use super::*;
use crate::drive::{Claim, Place, Ranges, Span};
use crate::sync::model::check;
use crate::sync::{Arc, thread};

const ITEMS: usize = 4;

/// The items at which the sequence ends, as it turns out while they are done.
const ENDS: [usize; 2] = [1, 2];

/// Deals one item at a time, whatever the clock says, of what was laid out before.
#[derive(Clone)]
struct Singly(Arc<Ranges>);

impl Deal for Singly {
    type Claim = Span;
    const MAKES: bool = false;

    fn upper(&self) -> usize {
        self.0.upper()
    }

    fn all(&mut self) -> Option<Option<(Place, Span)>> {
        None
    }

    fn next(&mut self, _want: usize) -> Option<(Place, Span)> {
        None
    }

    fn left(&self) -> usize {
        self.0.left()
    }

    fn set_min_len(&mut self, _min_len: usize) {}

    fn end(&self) -> usize {
        Deal::end(&*self.0)
    }

    fn set_blocks(&mut self, _pauses: bool) {}

    fn lay_out(&mut self, _seats: usize, _from_front: bool) {}

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

/// What a thread does with the call in its seat.
type Play = fn(&Call<'_, '_, Singly, Log>, usize);

fn scene(play: Play) {
    let mut ranges = Ranges::new(ITEMS);
    ranges.lay_out(2, false);
    let shared = Arc::new((Singly(Arc::new(ranges)), Log::default()));
    let plan = Plan {
        seats: 2,
        known: None,
    };
    let one = move |seat: usize, (dealer, log): &(Singly, Log)| {
        let mut dealer = dealer.clone();
        play(
            &Call::new(&mut dealer, log, Some(&log.horizon), 1, plan),
            seat,
        );
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
        scene(|call, seat| {
            call.play(call.seat(seat), &mut ());
        });
    });
}

#[test]
fn canary_any_end_is_taken_for_the_first() {
    fn hasty(call: &Call<'_, '_, Singly, Log>, seat: usize) {
        while let Some((place, claim)) = call.dealer.deal(seat, 1) {
            if call.horizon().is_known() {
                call.drop_piece(claim);
            } else {
                call.take(&mut (), place, claim);
            }
        }
    }
    check(|| scene(hasty));
}
