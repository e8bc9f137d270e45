//! The horizon: everything before the end is done, everything else is done or dropped, once.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};

use super::*;
use crate::drive::job::{Bodies, BodiesOf, JobOf, Seat};
use crate::drive::span::SpanBlocks;
use crate::drive::{Claim, Deal, Place, Ranges, Schedule, Span, Work};
use crate::sync::model::check;
use crate::sync::{Arc, thread};

const ITEMS: usize = 4;

/// The items at which the sequence ends, as it turns out while they are done.
const ENDS: [usize; 2] = [1, 2];

/// Deals one item at a time, whatever the clock says, of what was laid out before.
#[derive(Clone)]
struct Singly(Arc<Ranges>);

impl Schedule for Singly {
    fn upper(&self) -> usize {
        self.0.upper()
    }

    fn left(&self) -> usize {
        self.0.left()
    }

    fn set_min_len(&mut self, _min_len: usize) {}

    fn end(&self) -> usize {
        Schedule::end(&*self.0)
    }

    fn lay_out(&mut self, _seats: usize, _from_front: bool, _split: bool) {}
}

impl Deal for Singly {
    type Claim = Span;
    type Loan = std::convert::Infallible;

    fn set_blocks(&mut self, _pauses: bool, _may_split: bool) -> SpanBlocks {
        SpanBlocks {
            len: 1,
            start: 0,
            end: usize::MAX,
        }
    }

    fn all(&mut self) -> Option<Option<(Place, Span)>> {
        None
    }

    fn next(&mut self, _want: usize) -> Option<(Place, Span)> {
        None
    }

    fn deal(&self, seat: usize, _want: usize) -> Option<(Place, Span)> {
        self.0.deal(seat, 1)
    }

    fn forgo(&self, seat: usize) -> Option<Span> {
        self.0.forgo(seat)
    }

    fn rest(&mut self) -> Option<(Place, Span)> {
        None
    }

    fn take_rest(&self, seat: usize) -> Option<(Place, Span)> {
        Deal::take_rest(&*self.0, seat)
    }

    type Ahead = ();

    fn ahead(&self) {}
}

#[derive(Default)]
struct Log {
    horizon: Arc<Horizon>,
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
type Play = fn(&Call<'_>, &mut dyn Seat, usize);

fn scene(play: Play) {
    let mut ranges = Ranges::new(ITEMS);
    ranges.lay_out(2, false, false);
    let shared = Arc::new((Singly(Arc::new(ranges)), Log::default()));
    let plan = Plan {
        in_two: false,
        seats: 2,
        this: Loop::of(0, 0),
        waiting: true,
        one_each: false,
    };
    let one = move |seat: usize, (dealer, log): &(Singly, Log)| {
        let mut dealer = dealer.clone();
        let mut options = Options::default();
        options.horizon = Some(Arc::clone(&log.horizon));
        // How many are dealt at a time is not to go by how long they take: each way is tried once.
        options.limit_len(NonZero::new(1).unwrap());
        let bodies = BodiesOf(log);
        bodies.with_body(&mut |mine| {
            let mut job = JobOf::new(&mut dealer, mine, &bodies);
            let traced = crate::trace::here();
            let call = Call::new(&mut job, &options, plan, &traced);
            job.share(&mut |mine, _others| play(&call, mine, seat));
        });
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
        scene(|call, seat, number| {
            call.play(seat, number);
        });
    });
}

#[test]
fn canary_any_end_is_taken_for_the_first() {
    fn hasty(call: &Call<'_>, seat: &mut dyn Seat, number: usize) {
        while let Some(dealt) = seat.deal(number, 1) {
            if call.horizon().is_known() {
                call.drop_piece(seat, dealt.at);
            } else {
                call.take(seat, &mut call.turn_of(number, Clock::start(), dealt));
            }
        }
    }
    check(|| scene(hasty));
}
