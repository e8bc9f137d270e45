//! Whether a stream had better be shared: found out by doing both, in turn, for a while.
//!
//! Results that cost next to nothing can cost more to hand from thread to thread than to make: their memory comes from one
//! processor's cache and goes back to another thread's heap. How much that is, nobody knows beforehand.

use crate::drive::{Clock, pays};

/// How many nanoseconds of a stream say how fast it is.
const TRIAL: f32 = 300_000.0;

/// How many times as long a stream is shared before it is first tried alone; and how many times as long it goes on in the
/// better way before the other is tried again.
const FIRST: f32 = 16.0;
const LONGER: f32 = 64.0;

/// Fewer nanoseconds than these say nothing.
const LEAST: f32 = 10_000.0;

/// Whether a stream is shared, and how that goes.
pub(super) struct Sharing {
    way: Way,
    stretch: Stretch,
    /// How long it took, in nanoseconds, until an item was delivered: by the owner alone, and with helpers.
    alone: Option<f32>,
    together: Option<f32>,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// There are no helpers to call.
    Never,
    /// None was called yet.
    NotYet,
    Shared,
    /// They were sent away for a while.
    Paused,
}

/// Some time that the stream goes on in one way.
struct Stretch {
    clock: Clock,
    /// How many items were delivered before.
    delivered: usize,
    /// How many nanoseconds it lasts.
    limit: f32,
}

impl Stretch {
    fn begin(delivered: usize, trials: f32) -> Stretch {
        Stretch {
            clock: Clock::start(),
            delivered,
            limit: trials * TRIAL,
        }
    }

    fn is_over(&self) -> bool {
        self.clock.nanos_at_a_glance() > self.limit
    }
}

impl Sharing {
    /// Of a stream that begins alone.
    pub(super) fn new(seats: usize) -> Sharing {
        Sharing {
            way: if seats > 1 { Way::NotYet } else { Way::Never },
            stretch: Stretch::begin(0, f32::INFINITY),
            alone: None,
            together: None,
        }
    }

    pub(super) fn is_possible(&self) -> bool {
        self.way != Way::Never
    }

    pub(super) fn has_begun(&self) -> bool {
        matches!(self.way, Way::Shared | Way::Paused)
    }

    pub(super) fn is_paused(&self) -> bool {
        self.way == Way::Paused
    }

    /// Helpers are called for the first time.
    pub(super) fn begin(&mut self, delivered: usize) {
        self.note(delivered);
        self.go_on(Way::Shared, delivered, FIRST);
    }

    /// Goes on in this way or the other, now that so many items were delivered. Only what is `light` is ever paused.
    pub(super) fn proceed(&mut self, delivered: usize, light: bool) {
        match self.way {
            // Who knows when it was made.
            Way::NotYet if delivered == 0 => self.stretch = Stretch::begin(0, f32::INFINITY),
            Way::Paused if !light => self.go_on(Way::Shared, delivered, FIRST),
            Way::Shared if light && self.stretch.is_over() => {
                self.note(delivered);
                let trials = if self.pays() { 1.0 } else { LONGER };
                self.go_on(Way::Paused, delivered, trials);
            }
            Way::Paused if self.stretch.is_over() => {
                self.note(delivered);
                match self.pays() {
                    true => self.go_on(Way::Shared, delivered, LONGER),
                    false if self.stretch.limit > TRIAL => self.go_on(Way::Shared, delivered, 1.0),
                    false => self.go_on(Way::Paused, delivered, LONGER),
                }
            }
            _ => {}
        }
    }

    /// How long an item took until it was delivered, by the owner alone and with helpers, as far as that is known.
    pub(super) fn outcome(&mut self, delivered: usize) -> (Option<f32>, Option<f32>) {
        self.note(delivered);
        (self.alone, self.together)
    }

    fn pays(&self) -> bool {
        match (self.alone, self.together) {
            (Some(alone), Some(together)) => pays(alone, together),
            _ => true,
        }
    }

    fn go_on(&mut self, way: Way, delivered: usize, trials: f32) {
        self.way = way;
        self.stretch = Stretch::begin(delivered, trials);
    }

    /// Notes how the stretch went.
    fn note(&mut self, delivered: usize) {
        let items = delivered - self.stretch.delivered;
        let nanos = self.stretch.clock.nanos();
        if items == 0 || nanos < LEAST {
            return;
        }
        let took = nanos / items as f32;
        let known = match self.way {
            Way::Shared => &mut self.together,
            _ => &mut self.alone,
        };
        // What disturbs a measurement makes it longer.
        *known = Some(match *known {
            Some(known) if known < took => known.midpoint(took),
            _ => took,
        });
    }
}
