//! How many units a rank gets at a time: guided, and by the clock.

/// Nanoseconds that a chunk is to take. A message there and back takes some 10,000, so that much is nothing
/// beside it; and ranks are idle for no longer at the end of a call.
const AIM: u64 = 20_000_000;

/// Nanoseconds below which a chunk is not cut for the sake of the end: some messages there and back.
/// Without it, 200,000 cheap items were four times as many chunks.
const LEAST: u64 = 50_000;

/// Each rank has so many chunks in hand: it does one while a message is on its way.
pub(crate) const IN_HAND: usize = 2;

/// A chunk is at most so many times as long as the one that its length is concluded from: items may be
/// heavier further on.
const GROWTH: usize = 16;

/// How long a rank's last chunk was, in units and nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Last {
    pub units: usize,
    pub nanos: u64,
}

/// How many of the `left` units are the next chunk of a rank with so many threads.
pub(crate) fn chunk_len(left: usize, ranks: usize, threads: usize, last: Option<Last>) -> usize {
    let (by_time, least) = match last {
        None => (threads, 1),
        Some(Last { units, nanos }) => {
            let in_time = |time: u64| {
                let units = units as u128 * u128::from(time) / u128::from(nanos.max(1));
                usize::try_from(units).unwrap_or(usize::MAX)
            };
            let longest = units.saturating_mul(GROWTH);
            (in_time(AIM).min(longest), in_time(LEAST))
        }
    };
    // Ever shorter ones, so that all ranks end together; but something for each.
    let share = left.div_ceil(ranks * IN_HAND * 2);
    let least = least.min(left.div_ceil(ranks));
    by_time.clamp(1, share.max(least).max(1)).min(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks() {
        let last = |units, nanos| Some(Last { units, nanos });
        for (what, left, ranks, threads, last, len) in [
            ("nothing left", 0, 4, 2, None, 0),
            ("one left", 1, 4, 8, None, 1),
            (
                "nothing known: an item for each thread",
                1000,
                2,
                8,
                None,
                8,
            ),
            (
                "cheap items: no more than 16 times as many",
                1_000_000,
                4,
                2,
                last(2, 200),
                32,
            ),
            (
                "then a share of what is left",
                1_000_000,
                4,
                2,
                last(100_000, 100_000),
                62_500,
            ),
            (
                "100 µs each: 20 ms of them",
                10_000,
                4,
                2,
                last(32, 3_200_000),
                200,
            ),
            (
                "heavy items: one by one",
                10_000,
                4,
                2,
                last(1, 50_000_000),
                1,
            ),
            ("at the end: ever fewer", 20, 4, 2, last(200, 20_000_000), 2),
            (
                "cheap ones at the end: not so few that messages take longer",
                20_000,
                4,
                2,
                last(10_000, 100_000),
                5000,
            ),
            (
                "but something for each rank",
                8000,
                4,
                2,
                last(10_000, 100_000),
                2000,
            ),
            ("no time at all", 1_000_000, 1, 1, last(1000, 0), 16_000),
            (
                "no overflow",
                usize::MAX,
                4,
                1,
                last(usize::MAX, 1),
                usize::MAX / 4 + 1,
            ),
        ] {
            assert_eq!(chunk_len(left, ranks, threads, last), len, "{what}");
        }
    }
}
