//! A short call in two: the calling thread does it from the front, and a helper that stands by does it from
//! the back, until they meet.
//!
//! Where calls follow each other closely, each worth some microseconds, most of what a shared call costs is
//! to open a region and to find one's place there. Here the two exchange one word.

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::horizon::go_on_with_first;
use super::job::{Bodies, Body, Job};
use super::ranges::{Meeting, Side};
use super::{Clock, Ends, Horizon, Loop, Options, Place, Plan, Ranges, Span};
use crate::panic::{FirstPanic, Payload};
use crate::pool::{beside, helper_may_stand_by, helper_stands_by, price_awake};
use crate::sync::Mutex;
use crate::tempo::{self, SharedCall};

/// A call that is to be done in two.
pub(super) struct InTwo {
    known: Loop,
    pace: tempo::InTwo,
    clock: Clock,
    /// Only panics end it early.
    horizon: Horizon,
    panics: Ends<Payload>,
    done: Mutex<Done>,
}

/// What the two have done together.
#[derive(Clone, Copy, Default)]
struct Done {
    items: usize,
    nanos: f32,
    surprises: u32,
}

impl InTwo {
    /// Whether a call of so many items is as short as that, and could be done so.
    #[inline]
    pub(super) fn may_be(job: &dyn Job, plan: &Plan, items: usize, options: &Options) -> bool {
        let Some(known) = plan.known().filter(|_| plan.seats >= 2) else {
            return false;
        };
        let is_short = tempo::InTwo::fits(known.takes(), items, plan.seats);
        let is_plain = options.horizon.is_none() && options.deal_as_usual();
        is_short && is_plain && job.has_two_ends() && helper_may_stand_by()
    }

    /// If its loop is one that pays to share, and a helper stands by.
    fn of(plan: &Plan) -> Option<InTwo> {
        let known = plan.this;
        let pace = tempo::InTwo::new(known.takes());
        (helper_stands_by() && known.is_shared_next()).then(|| InTwo {
            known,
            pace,
            clock: Clock::start(),
            horizon: Horizon::new(false),
            panics: Ends::new(),
            done: Mutex::default(),
        })
    }

    /// Does all that the ranges have to deal, if that is to be, and says so. (Never inlined: the way of calls
    /// that are over at once is a short one.)
    #[inline(never)]
    pub(super) fn all(
        plan: &Plan,
        ranges: &mut Ranges,
        mine: &mut dyn Body<Span>,
        others: &dyn Bodies<Span>,
    ) -> bool {
        let call = InTwo::of(plan);
        call.is_some_and(|mut call| call.play(ranges, mine, others))
    }

    fn play(
        &mut self,
        ranges: &mut Ranges,
        mine: &mut dyn Body<Span>,
        others: &dyn Bodies<Span>,
    ) -> bool {
        let Some(meeting) = ranges.meeting() else {
            return false;
        };
        let this = &*self;
        let came = beside(&mut || this.play_from(Side::Front, &meeting, mine), &|| {
            others.with_body(&mut |body| {
                this.play_from(Side::Back, &meeting, body);
                body.hand_over();
            });
        });
        mine.hand_over();
        self.learn(came);
        if !self.panics.is_empty() {
            go_on_with_first(std::mem::take(&mut self.panics), &self.horizon);
        }
        true
    }

    /// What one of the two does, piece after piece, until nothing is left.
    fn play_from(&self, side: Side, meeting: &Meeting, body: &mut dyn Body<Span>) {
        let clock = Clock::start();
        let (mut pace, mut done) = (self.pace, Done::default());
        while let Some(range) = meeting.take(side, |left| pace.want(left)) {
            let items = range.len();
            self.take(range, body);
            let nanos = clock.nanos_at_a_glance();
            let took = nanos - done.nanos;
            pace.took(items, took);
            done.surprises += u32::from(pace.is_surprised_by(items, took));
            done.items += items;
            done.nanos = nanos;
        }
        let mut all = self.done.lock();
        all.items += done.items;
        all.nanos += done.nanos;
        all.surprises += done.surprises;
    }

    /// Does a piece, or drops it where it lies behind a panic.
    #[inline]
    fn take(&self, range: Range<usize>, body: &mut dyn Body<Span>) {
        let at = range.start;
        let (place, claim) = (Place::dealt(range.clone()), Span::claimed(range));
        let done = catch_unwind(AssertUnwindSafe(|| match self.horizon.is_before(at) {
            true => body.forgo(claim),
            false => body.take(place, claim, false),
        }));
        if let Err(panic) = done {
            self.panics.add(at, panic, &self.horizon);
            // As in a call: see `seat.rs`.
            let mut panics = FirstPanic::default();
            panics.of(|| body.renew());
            panics.let_go();
        }
    }

    /// Notes how it went, and whether the helper came.
    #[inline(never)]
    fn learn(&mut self, came: bool) {
        let Done {
            items,
            nanos,
            surprises,
        } = *self.done.get_mut();
        let call = SharedCall {
            items: items as f32,
            nanos,
            there: nanos,
            together: self.clock.nanos(),
            price: price_awake() as f32,
        };
        self.known.learn(|known| {
            match came {
                true => known.learn_shared(call),
                false => known.learn_alone(nanos / items as f32),
            }
            if surprises > 0 {
                known.learn_surprises(surprises, false);
            }
        });
    }
}
