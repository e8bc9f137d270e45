//! A clock for short stretches, whose readings cost little: a small call takes two of them.
//!
//! Reading the system's clock takes as long as a dozen cheap items. Where the processor counts its own
//! ticks, that is asked instead, once it is known how long a tick is: the two are compared over the first
//! milliseconds. A processor whose ticks are not even, or that goes to another one's count, may have a call
//! begun at the wrong pace, and no more. Miri knows no ticks, and takes the system's clock.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::sync::Instant;

/// Over how long the two clocks are compared, at least.
const LONG_ENOUGH: Duration = Duration::from_millis(1);

/// Nanoseconds a tick, as the bits of an `f32`; 0 while that is not known.
static NANOS_PER_TICK: AtomicU32 = AtomicU32::new(0);

/// A look at the clock, to be followed by others.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    began: Began,
}

#[derive(Clone, Copy)]
enum Began {
    /// At this count of ticks, each of so many nanoseconds.
    At(u64, f32),
    AtInstant(Instant),
}

impl Clock {
    #[inline]
    pub(crate) fn start() -> Clock {
        let began = match nanos_per_tick() {
            Some(per_tick) => Began::At(ticks::now(), per_tick),
            None => Began::AtInstant(Instant::now()),
        };
        Clock { began }
    }

    /// Nanoseconds since the start, never 0: of all that comes before this in the program.
    #[inline]
    pub(crate) fn nanos(&self) -> f32 {
        self.nanos_until(ticks::after_all_before)
    }

    /// The same at half the cost, but the last few hundred instructions before this may be under way still.
    #[inline]
    pub(crate) fn nanos_at_a_glance(&self) -> f32 {
        self.nanos_until(ticks::now)
    }

    #[inline]
    fn nanos_until(&self, now: impl FnOnce() -> u64) -> f32 {
        let nanos = match self.began {
            Began::At(began, per_tick) => {
                // Another processor's count may be behind: below 0 as a signed number.
                let ticks = now().wrapping_sub(began) as i64;
                ticks as f32 * per_tick
            }
            Began::AtInstant(began) => since(began),
        };
        nanos.max(1.0)
    }
}

#[inline]
fn nanos_per_tick() -> Option<f32> {
    let known = f32::from_bits(NANOS_PER_TICK.load(Ordering::Relaxed));
    (known > 0.0).then_some(known)
}

/// Nanoseconds since an instant, by the system's clock. Meanwhile it is compared to the processor's.
#[cold]
fn since(began: Instant) -> f32 {
    static FIRST: OnceLock<Both> = OnceLock::new();
    if ticks::ARE_COUNTED {
        let first = FIRST.get_or_init(Both::read);
        if let Some(rate) = Both::read().nanos_per_tick_since(first) {
            NANOS_PER_TICK.store(rate.to_bits(), Ordering::Relaxed);
        }
    }
    began.elapsed().as_nanos() as f32
}

/// What both clocks say.
struct Both {
    before: u64,
    instant: Instant,
    after: u64,
}

impl Both {
    fn read() -> Both {
        Both {
            before: ticks::now(),
            instant: Instant::now(),
            after: ticks::now(),
        }
    }

    /// Nothing if that was too short, or if a thread lost its processor between the readings.
    fn nanos_per_tick_since(&self, first: &Both) -> Option<f32> {
        let long = self.instant.duration_since(first.instant);
        let least = self.before.checked_sub(first.after)?;
        let most = self.after.checked_sub(first.before)?;
        let sure = least > 0 && most - least < least / 100;
        (sure && long >= LONG_ENOUGH).then(|| long.as_nanos() as f32 / least as f32)
    }
}

/// The processor's own count.
#[cfg(all(target_arch = "x86_64", not(miri), not(all(test, any(loom, shuttle)))))]
#[allow(unsafe_code, reason = "reads the processor's time-stamp counter")]
mod ticks {
    use std::arch::x86_64::{_mm_lfence, _rdtsc};

    pub(super) const ARE_COUNTED: bool = true;

    #[inline]
    pub(super) fn now() -> u64 {
        // SAFETY: no invariant needed: every processor of this architecture has the counter, and reading it
        // changes nothing.
        unsafe { _rdtsc() }
    }

    /// Now, when all that comes before this in the program is done: by itself the processor may read its
    /// counter while a slow item is still under way.
    #[inline]
    pub(super) fn after_all_before() -> u64 {
        // SAFETY: no invariant needed: every processor of this architecture has this fence, and it changes
        // nothing.
        unsafe { _mm_lfence() };
        now()
    }
}

#[cfg(not(all(target_arch = "x86_64", not(miri), not(all(test, any(loom, shuttle))))))]
mod ticks {
    pub(super) const ARE_COUNTED: bool = false;

    pub(super) fn now() -> u64 {
        0
    }

    pub(super) fn after_all_before() -> u64 {
        0
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn both(before: u64, instant: Instant, after: u64) -> Both {
        Both {
            before,
            instant,
            after,
        }
    }

    #[test]
    fn a_rate_is_believed_where_it_was_measured_well() {
        let start = Instant::now();
        let first = both(1_000, start, 1_100);
        let after = |nanos| start + Duration::from_nanos(nanos);
        let later = both(4_001_100, after(2_000_000), 4_001_200);
        assert_eq!(later.nanos_per_tick_since(&first), Some(0.5));
        let too_soon = both(1_001_100, after(500_000), 1_001_200);
        assert_eq!(too_soon.nanos_per_tick_since(&first), None);
        let interrupted = both(4_001_100, after(2_000_000), 4_101_200);
        assert_eq!(interrupted.nanos_per_tick_since(&first), None);
        let first_interrupted = both(1_000, start, 101_100);
        assert_eq!(later.nanos_per_tick_since(&first_interrupted), None);
        let stopped = both(1_100, after(2_000_000), 1_100);
        assert_eq!(stopped.nanos_per_tick_since(&first), None);
        let behind = both(500, after(2_000_000), 600);
        assert_eq!(behind.nanos_per_tick_since(&first), None);
    }

    /// Twice: by the system's clock, and once the two were compared, where ticks are counted.
    #[test]
    fn it_says_what_the_clock_of_the_system_says() {
        for _ in 0..2 {
            for nanos in [Clock::nanos, Clock::nanos_at_a_glance] {
                let outer = Instant::now();
                let clock = Clock::start();
                let inner = Instant::now();
                while inner.elapsed() < 2 * LONG_ENOUGH {
                    std::hint::spin_loop();
                }
                let least = inner.elapsed().as_nanos() as f32;
                let measured = nanos(&clock);
                let most = outer.elapsed().as_nanos() as f32;
                assert!(0.97 * least < measured, "{measured} of at least {least}");
                assert!(measured < 1.03 * most, "{measured} of at most {most}");
            }
        }
    }

    #[test]
    fn no_time_is_shorter_than_a_nanosecond() {
        let by_ticks = Clock {
            began: Began::At(u64::MAX / 2, 1.0),
        };
        assert_eq!(by_ticks.nanos(), 1.0);
        let by_instant = Clock {
            began: Began::AtInstant(Instant::now() + Duration::from_secs(3600)),
        };
        assert_eq!(by_instant.nanos(), 1.0);
        assert!(Clock::start().nanos() >= 1.0);
    }
}
