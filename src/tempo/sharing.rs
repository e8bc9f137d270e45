//! Whether a stream had better be shared: found out by doing both, in turn, for a while.
//!
//! Results that cost next to nothing can cost more to hand from thread to thread than to make: their memory
//! comes from one processor's cache and goes back to another thread's heap. How much that is, nobody knows
//! beforehand.

use super::constants::{FIRST, LONGER, SHORT_STRETCH, TRIAL};
use super::estimate::{Estimate, pays};

/// Whether a stream is shared, and how that goes.
pub(crate) struct Sharing {
    way: Way,
    stretch: Stretch,
    /// How long it took, in nanoseconds, until an item was delivered: by the owner alone, and with helpers.
    alone: Estimate,
    together: Estimate,
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

/// What items are like.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Weight {
    /// So light that no helper is worth it.
    Alone,
    /// They may cost more to hand over than to make.
    Light,
    Heavy,
}

/// Some time that the stream goes on in one way.
struct Stretch {
    /// How many items were delivered before.
    delivered: usize,
    /// How many nanoseconds it lasts.
    limit: f32,
}

impl Sharing {
    /// Of a stream that begins alone, behind what was delivered before.
    pub(crate) fn new(seats: usize, delivered: usize) -> Sharing {
        Sharing {
            way: if seats > 1 { Way::NotYet } else { Way::Never },
            stretch: Stretch {
                delivered,
                limit: f32::INFINITY,
            },
            alone: Estimate::default(),
            together: Estimate::default(),
        }
    }

    pub(crate) fn is_possible(&self) -> bool {
        self.way != Way::Never
    }

    pub(crate) fn has_begun(&self) -> bool {
        matches!(self.way, Way::Shared | Way::Paused)
    }

    /// Nobody helps.
    pub(crate) fn is_alone(&self) -> bool {
        self.way != Way::Shared
    }

    /// Helpers are called for the first time, after so many nanoseconds. A stretch begins.
    pub(crate) fn begin(&mut self, nanos: f32, delivered: usize) {
        self.note(nanos, delivered);
        self.go_on(Way::Shared, delivered, FIRST);
    }

    /// Goes on in this way or the other, now that so many items were delivered, and the stretch has lasted
    /// so many nanoseconds. Only what is light is ever paused. Says whether another stretch begins.
    pub(crate) fn proceed(&mut self, nanos: f32, delivered: usize, weight: Weight) -> bool {
        let shared = self.way == Way::Shared;
        let light = weight != Weight::Heavy;
        match self.way {
            Way::Never => false,
            Way::Shared if weight == Weight::Alone => {
                self.note(nanos, delivered);
                self.go_on(Way::Paused, delivered, LONGER);
                true
            }
            Way::Paused if weight == Weight::Alone => false,
            // Who knows when it was made.
            Way::NotYet => delivered == 0,
            _ if !light => {
                if !shared {
                    self.go_on(Way::Shared, delivered, FIRST);
                }
                !shared
            }
            _ if nanos > self.stretch.limit => {
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
                true
            }
            _ => false,
        }
    }

    /// How long an item took until it was delivered, by the owner alone and with helpers, as far as that is
    /// known.
    pub(crate) fn outcome(&mut self, nanos: f32, delivered: usize) -> (Option<f32>, Option<f32>) {
        self.note(nanos, delivered);
        (self.alone.get(), self.together.get())
    }

    fn pays(&self) -> bool {
        match (self.alone.get(), self.together.get()) {
            (Some(alone), Some(together)) => pays(alone, together),
            _ => true,
        }
    }

    fn go_on(&mut self, way: Way, delivered: usize, trials: f32) {
        self.way = way;
        self.stretch = Stretch {
            delivered,
            limit: trials * TRIAL,
        };
    }

    /// Notes how the stretch went, after so many nanoseconds.
    fn note(&mut self, nanos: f32, delivered: usize) {
        let items = delivered - self.stretch.delivered;
        if items == 0 || nanos < SHORT_STRETCH {
            return;
        }
        let took = nanos / items as f32;
        let known = match self.way {
            Way::Shared => &mut self.together,
            _ => &mut self.alone,
        };
        known.learn(took);
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// How many trials long each stretch of a light stream is, and whether it is shared, if an item takes
    /// so long either way.
    fn stretches(alone: usize, together: usize) -> Vec<(f32, bool)> {
        let mut sharing = Sharing::new(2, 0);
        sharing.begin(0.0, 0);
        let mut delivered = 0;
        let stretches = (0..6).map(|_| {
            let (limit, shared) = (sharing.stretch.limit, !sharing.is_alone());
            let items = limit as usize / if shared { together } else { alone };
            delivered += items;
            sharing.proceed(limit, delivered, Weight::Light);
            assert_eq!(sharing.is_alone(), !shared, "a stretch ends early");
            sharing.proceed(1.01 * limit, delivered, Weight::Light);
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
        sharing.begin(0.0, 0);
        for (nanos, delivered, weight, alone) in [
            (f32::INFINITY, 1_000, Weight::Heavy, false),
            (f32::INFINITY, 2_000, Weight::Light, true),
            (1.0, 2_001, Weight::Light, true),
            (1.0, 2_002, Weight::Heavy, false),
            (1.0, 2_003, Weight::Light, false),
            (1.0, 2_004, Weight::Alone, true),
            (f32::INFINITY, 3_000, Weight::Alone, true),
            (1.0, 3_001, Weight::Heavy, false),
        ] {
            sharing.proceed(nanos, delivered, weight);
            assert_eq!(
                sharing.is_alone(),
                alone,
                "{weight:?}, {delivered} delivered"
            );
        }
    }

    #[test]
    fn short_stretches_say_nothing_and_disturbed_ones_half() {
        let mut sharing = Sharing::new(2, 0);
        sharing.note(SHORT_STRETCH - 1.0, 1);
        assert_eq!(sharing.alone.get(), None);
        sharing.note(SHORT_STRETCH, 0);
        assert_eq!(sharing.alone.get(), None);
        sharing.note(SHORT_STRETCH, 100);
        assert_eq!(sharing.alone.get(), Some(100.0));
        sharing.note(3.0 * SHORT_STRETCH, 100);
        assert_eq!(sharing.alone.get(), Some(200.0));
        sharing.note(1.5 * SHORT_STRETCH, 100);
        assert_eq!(sharing.alone.get(), Some(150.0));
        assert_eq!(sharing.together.get(), None);
        sharing.begin(0.0, 100);
        sharing.note(SHORT_STRETCH, 200);
        assert_eq!(
            (sharing.alone.get(), sharing.together.get()),
            (Some(150.0), Some(100.0))
        );
    }
}
