//! A short wait that keeps its processor, before a long one that gives it up.

use crate::sync::{Instant, pause};
use crate::tempo::SPIN;

pub(crate) struct Spin {
    until: Instant,
}

impl Spin {
    pub(crate) fn start() -> Spin {
        Spin {
            until: Instant::now() + SPIN,
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
