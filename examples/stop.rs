//! Looks for the number with the longest Collatz sequence, among all numbers, for as long as it may: until a
//! time has passed, or somebody presses Ctrl-C. What it has found until then holds for every number up to
//! the last one.
//!
//! ```text
//! cargo run --release --example stop -- [SECONDS]
//! ```

use std::env;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use abreast::prelude::*;

/// Somebody has pressed Ctrl-C.
static STOPPED: AtomicBool = AtomicBool::new(false);

fn main() {
    let seconds = env::args().nth(1).map_or(Ok(60), |s| s.parse());
    let Ok(seconds) = seconds else {
        eprintln!("usage: stop [SECONDS]");
        std::process::exit(2);
    };
    stop_at_ctrl_c();
    let (began, limit) = (Instant::now(), Duration::from_secs(seconds));
    let stop = || STOPPED.load(Relaxed) || began.elapsed() > limit;
    match longest(1..u64::MAX, stop) {
        (n, Some((steps, x))) => println!("up to {n}, {x} takes the most steps: {steps}"),
        (_, None) => println!("there was no time for any number"),
    }
}

fn stop_at_ctrl_c() {
    ctrlc::set_handler(|| STOPPED.store(true, Relaxed)).expect("set once");
}

/// How many of the numbers were tried, and the first of those that take the most steps, behind how many that
/// is.
fn longest(
    numbers: std::ops::Range<u64>,
    stop: impl Fn() -> bool + Send + Sync,
) -> (u64, Option<(u32, u64)>) {
    let tried = AtomicU64::new(0);
    let best = numbers
        .par()
        .until(stop)
        .map(|x| (steps(x), x))
        .on_progress(|n| _ = tried.fetch_add(n as u64, Relaxed))
        .reduce(|one, other| if other.0 > one.0 { other } else { one });
    (tried.into_inner(), best)
}

/// How many steps it takes to come to 1.
fn steps(mut x: u64) -> u32 {
    let mut steps = 0;
    while x > 1 {
        x = if x % 2 == 0 { x / 2 } else { 3 * x + 1 };
        steps += 1;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_loop(n: u64) -> Option<(u32, u64)> {
        (1..=n)
            .map(|x| (steps(x), x))
            .reduce(|one, other| if other.0 > one.0 { other } else { one })
    }

    #[test]
    fn finds_what_a_loop_finds() {
        assert_eq!(longest(1..1, || false), (0, None));
        assert_eq!(longest(1..10_000, || false), (9_999, by_loop(9_999)));
        assert_eq!(longest(1..10_000, || true), (0, None));
    }

    #[test]
    fn what_was_stopped_holds_as_far_as_it_has_come() {
        for threads in [1, 2, 16] {
            let looks = AtomicU64::new(0);
            let stop = || looks.fetch_add(1, Relaxed) >= 20;
            let (n, best) = with_threads(threads, || longest(1..1_000_000, stop));
            assert!(0 < n && n < 999_999, "{n}");
            assert_eq!(best, by_loop(n));
        }
    }

    /// The signal comes once some numbers were tried.
    #[cfg(unix)]
    #[test]
    #[allow(unsafe_code, reason = "sends a signal")]
    fn ctrl_c_ends_it_with_what_it_has() {
        stop_at_ctrl_c();
        let looks = AtomicU64::new(0);
        let stop = || {
            if looks.fetch_add(1, Relaxed) == 10 {
                // SAFETY: the handler for this signal is set.
                assert_eq!(unsafe { libc::raise(libc::SIGINT) }, 0);
            }
            STOPPED.load(Relaxed)
        };
        let (n, best) = longest(1..300_000_000, stop);
        assert!(0 < n && n < 299_999_999, "{n}");
        // (The loop takes as long as all threads together, so it is not asked where they came far.)
        let few = n.min(1_000_000);
        assert!(best >= by_loop(few));
        if few == n {
            assert_eq!(best, by_loop(n));
        }
    }
}
