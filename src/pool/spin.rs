//! A short wait that keeps its processor, before a long one that gives it up.

use crate::sync::{Instant, pause};
use crate::tempo::{PATIENCE, SPIN};

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

/// How long a thread waits for another that was called to come and do what it had better not do itself.
pub(crate) struct Patience {
    until: Instant,
}

impl Patience {
    pub(crate) fn start() -> Patience {
        Patience {
            until: Instant::now() + PATIENCE,
        }
    }

    /// Lets others run for a moment; `false` once patience is at its end. A model has none.
    pub(crate) fn once(&mut self) -> bool {
        if cfg!(all(test, any(loom, shuttle))) {
            return false;
        }
        std::thread::yield_now();
        Instant::now() < self.until
    }
}
