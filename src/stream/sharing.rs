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

    fn nanos(&self) -> f32 {
        self.clock.nanos()
    }
}

impl Sharing {
    /// Of a stream that begins alone, behind what was delivered before.
    pub(super) fn new(seats: usize, delivered: usize) -> Sharing {
        Sharing {
            way: if seats > 1 { Way::NotYet } else { Way::Never },
            stretch: Stretch::begin(delivered, f32::INFINITY),
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

    /// Nobody helps.
    pub(super) fn is_alone(&self) -> bool {
        self.way != Way::Shared
    }

    /// Helpers are called for the first time.
    pub(super) fn begin(&mut self, delivered: usize) {
        self.note(self.stretch.nanos(), delivered);
        self.go_on(Way::Shared, delivered, FIRST);
    }

    /// Goes on in this way or the other, now that so many items were delivered. Only what is `light` is ever paused.
    pub(super) fn proceed(&mut self, delivered: usize, light: bool) {
        match self.way {
            Way::Never => {}
            // Who knows when it was made.
            Way::NotYet if delivered == 0 => self.stretch = Stretch::begin(0, f32::INFINITY),
            Way::NotYet => {}
            Way::Shared | Way::Paused => self.proceed_after(self.stretch.nanos(), delivered, light),
        }
    }

    /// The same, after so many nanoseconds in this way.
    fn proceed_after(&mut self, nanos: f32, delivered: usize, light: bool) {
        let shared = self.way == Way::Shared;
        if !light {
            if !shared {
                self.go_on(Way::Shared, delivered, FIRST);
            }
        } else if nanos > self.stretch.limit {
            self.note(nanos, delivered);
            let short = self.stretch.limit <= TRIAL;
            let (way, trials) = match (shared, self.pays()) {
                (true, true) => (Way::Paused, 1.0),
                (true, false) => (Way::Paused, LONGER),
                (false, true) => (Way::Shared, LONGER),
                (false, false) if short => (Way::Paused, LONGER),
                (false, false) => (Way::Shared, 1.0),
            };
            self.go_on(way, delivered, trials);
        }
    }

    /// How long an item took until it was delivered, by the owner alone and with helpers, as far as that is known.
    pub(super) fn outcome(&mut self, delivered: usize) -> (Option<f32>, Option<f32>) {
        self.note(self.stretch.nanos(), delivered);
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

    /// Notes how the stretch went, after so many nanoseconds.
    fn note(&mut self, nanos: f32, delivered: usize) {
        let items = delivered - self.stretch.delivered;
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

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// How many trials long each stretch of a light stream is, and whether it is shared, if an item takes so long either way.
    fn stretches(alone: usize, together: usize) -> Vec<(f32, bool)> {
        let mut sharing = Sharing::new(2, 0);
        sharing.begin(0);
        let mut delivered = 0;
        let stretches = (0..6).map(|_| {
            let (limit, shared) = (sharing.stretch.limit, !sharing.is_alone());
            let items = limit as usize / if shared { together } else { alone };
            delivered += items;
            sharing.proceed_after(limit, delivered, true);
            assert_eq!(sharing.is_alone(), !shared, "a stretch ends early");
            sharing.proceed_after(1.01 * limit, delivered, true);
            (limit / TRIAL, shared)
        });
        stretches.collect()
    }

    #[test]
    fn a_light_stream_goes_on_in_the_better_way() {
        let (shared, alone) = (true, false);
        let faster = [
            (FIRST, shared),
            (1.0, alone),
            (LONGER, shared),
            (1.0, alone),
            (LONGER, shared),
            (1.0, alone),
        ];
        assert_eq!(stretches(10, 6), faster);
        let slower = [
            (FIRST, shared),
            (1.0, alone),
            (LONGER, alone),
            (1.0, shared),
            (LONGER, alone),
            (1.0, shared),
        ];
        assert_eq!(stretches(10, 20), slower);
        assert_eq!(stretches(100, 99), slower);
    }

    #[test]
    fn a_stream_is_paused_no_longer_than_it_is_light() {
        let mut sharing = Sharing::new(2, 0);
        sharing.begin(0);
        sharing.proceed_after(f32::INFINITY, 1_000, false);
        assert!(!sharing.is_alone());
        sharing.proceed_after(f32::INFINITY, 2_000, true);
        assert!(sharing.is_alone());
        sharing.proceed_after(1.0, 2_001, true);
        assert!(sharing.is_alone());
        sharing.proceed_after(1.0, 2_002, false);
        assert!(!sharing.is_alone());
    }

    #[test]
    fn short_stretches_say_nothing_and_disturbed_ones_half() {
        let mut sharing = Sharing::new(2, 0);
        sharing.note(LEAST - 1.0, 1);
        assert_eq!(sharing.alone, None);
        sharing.note(LEAST, 0);
        assert_eq!(sharing.alone, None);
        sharing.note(LEAST, 100);
        assert_eq!(sharing.alone, Some(100.0));
        sharing.note(3.0 * LEAST, 100);
        assert_eq!(sharing.alone, Some(200.0));
        sharing.note(1.5 * LEAST, 100);
        assert_eq!(sharing.alone, Some(150.0));
        assert_eq!(sharing.together, None);
        sharing.begin(100);
        sharing.note(LEAST, 200);
        assert_eq!(
            (sharing.alone, sharing.together),
            (Some(150.0), Some(100.0))
        );
    }
}
