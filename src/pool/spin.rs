//! A short wait that keeps its processor, before a long one that gives it up.

use std::time::Duration;

use crate::sync::{Instant, pause};

/// What another thread finishes or begins within this time is not worth going to sleep for.
const PATIENCE: Duration = Duration::from_micros(30);

pub(crate) struct Spin {
    until: Instant,
}

impl Spin {
    pub(crate) fn start() -> Spin {
        Spin {
            until: Instant::now() + PATIENCE,
        }
    }

    /// Spins for a moment; `false` once patience is at its end. A model has none: its threads do the same
    /// whatever the clock says.
    pub(crate) fn once(&mut self) -> bool {
        if cfg!(all(test, loom)) {
            return false;
        }
        pause();
        Instant::now() < self.until
    }
}
