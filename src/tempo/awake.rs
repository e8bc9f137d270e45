//! How long a worker that has nothing to do stays awake.

use std::time::Duration;

use super::constants::{AWAKE_AT_MOST, SPIN, TIMES_CALLED_SOON};

/// What a worker has seen of the times that pass until it is called again.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(crate) struct Awake {
    /// How many times in a row it was called soon.
    in_a_row: u32,
    /// The longest of those times, of which the last ones count for more.
    longest: Duration,
}

impl Awake {
    /// For how long it is to spin before it goes to sleep: as long as others take to call it again, once that
    /// has come several times in a row.
    pub(crate) fn limit(self) -> Duration {
        match self.in_a_row < TIMES_CALLED_SOON {
            true => SPIN,
            false => (2 * self.longest).clamp(SPIN, AWAKE_AT_MOST),
        }
    }

    /// It was called so long after it had nothing to do any more.
    pub(crate) fn was_called_after(&mut self, gap: Duration) {
        *self = match gap > AWAKE_AT_MOST {
            true => Awake::default(),
            false => Awake {
                in_a_row: self.in_a_row.saturating_add(1),
                longest: gap.max(self.longest / 2),
            },
        };
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn who_is_called_again_soon_stays_awake() {
        let limit = |gaps: &[u64]| {
            let mut awake = Awake::default();
            for gap in gaps {
                awake.was_called_after(Duration::from_micros(*gap));
            }
            awake.limit().as_micros()
        };
        for (what, gaps, micros) in [
            ("never called", &[][..], 30),
            ("once", &[70], 30),
            ("three times", &[70; 3], 30),
            ("four times", &[70; 4], 140),
            ("very soon", &[2; 9], 30),
            ("as late as counts", &[200; 4], 200),
            ("later", &[201; 9], 30),
            ("later again", &[70, 70, 70, 70, 201], 30),
            ("sooner again", &[100, 10, 10, 10], 30),
            ("a little sooner", &[100, 90, 60, 50], 100),
        ] {
            assert_eq!(limit(gaps), micros, "{what}");
        }
    }
}
