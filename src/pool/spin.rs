//! A short wait that keeps its processor, before a long one that gives it up.

use std::hint::spin_loop;
use std::time::{Duration, Instant};

/// What another thread finishes or begins within this time is not worth going to sleep for.
const PATIENCE: Duration = Duration::from_micros(30);

pub(super) struct Spin {
    until: Instant,
}

impl Spin {
    pub(super) fn start() -> Spin {
        Spin {
            until: Instant::now() + PATIENCE,
        }
    }

    /// Spins for a moment; `false` once patience is at its end.
    pub(super) fn once(&mut self) -> bool {
        (0..16).for_each(|_| spin_loop());
        Instant::now() < self.until
    }
}
