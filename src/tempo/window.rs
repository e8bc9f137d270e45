//! How many items of a stream are in flight, and how many of those are made at a time.

use super::constants::{BATCH, LEAD, LEAST_IN_FLIGHT, MOST_IN_FLIGHT, MOST_THREADS};

/// How many items are in flight by default, if one costs so many nanoseconds of the calling thread's time.
/// (Nothing is known of the cost: as few as possible.)
pub(crate) fn default_window(threads: usize, cost: Option<f32>) -> usize {
    let threads = threads.min(MOST_THREADS);
    let most = MOST_IN_FLIGHT.max(threads);
    let least = threads.saturating_mul(LEAST_IN_FLIGHT).min(most);
    let fitting = cost.map_or(0, |cost| (LEAD / cost) as usize);
    fitting.clamp(least, most)
}

/// Of how many items there are as many results as a batch should have, if `items` of them have so many
/// `results`.
pub(crate) fn batch_len(items: usize, results: usize) -> usize {
    (BATCH * items / results.max(items)).max(1)
}

/// The most items to deal at a time, of a window for so many threads: several pieces for each thread, so
/// that none has to wait for another to be delivered. Where a batch takes so many, that is less for some of
/// many threads, but so cheap items are of no use to many threads.
pub(crate) fn most_at_a_time(window: usize, threads: usize, batch: usize) -> usize {
    let batch = if window >= 4 * BATCH { batch } else { 1 };
    batch.max(window / threads.saturating_mul(2))
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn the_default_window_is_bounded() {
        for (threads, cost, window) in [
            (1, None, 2),
            (4, None, 8),
            (4, Some(1.0), MOST_IN_FLIGHT),
            (4, Some(1_000.0), 200),
            (4, Some(1e9), 8),
            (8_192, None, MOST_IN_FLIGHT),
            (20_000, None, 20_000),
            (usize::MAX, None, MOST_THREADS),
            (usize::MAX, Some(0.001), MOST_THREADS),
        ] {
            assert_eq!(
                default_window(threads, cost),
                window,
                "{threads} threads, {cost:?}"
            );
        }
    }

    #[test]
    fn a_batch_has_so_many_results() {
        for (items, results, len) in [
            (64, 64, BATCH),
            (64, 16, BATCH),
            (64, 128, BATCH / 2),
            (64, 1 << 20, 1),
        ] {
            assert_eq!(batch_len(items, results), len, "{results} of {items}");
        }
    }

    #[test]
    fn a_window_has_several_pieces_for_each_thread() {
        for (window, threads, most) in [
            (8, 4, 1),
            (800, 4, 100),
            (4 * BATCH - 1, 4, BATCH / 2 - 1),
            (4 * BATCH, 4, 2_000),
            (MOST_IN_FLIGHT, 2, MOST_IN_FLIGHT / 4),
            (MOST_IN_FLIGHT, usize::MAX, 2_000),
            (1, 4, 1),
        ] {
            assert_eq!(
                most_at_a_time(window, threads, 2_000),
                most,
                "{window}, {threads} threads"
            );
        }
    }
}
