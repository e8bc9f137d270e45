//! A short wait that keeps its processor, before a long one that gives it up.

use std::time::Duration;

use crate::sync::{Instant, pause};
use crate::tempo::{NAP, PATIENCE, SPIN};

pub(crate) struct Spin {
    until: Instant,
}

impl Spin {
    pub(crate) fn start() -> Spin {
        Spin::of(SPIN)
    }

    /// For so long.
    pub(crate) fn of(limit: Duration) -> Spin {
        Spin {
            until: Instant::now() + limit,
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

/// A wait for threads that were called to come and do what the waiting thread had better not do itself.
pub(crate) struct Patience {
    began: Instant,
    spin: Spin,
}

impl Patience {
    pub(crate) fn start() -> Patience {
        Patience {
            began: Instant::now(),
            spin: Spin::start(),
        }
    }

    /// Lets others run for a moment; `false` once patience is at its end. A model has none.
    pub(crate) fn once(&mut self) -> bool {
        if cfg!(all(test, any(loom, shuttle))) {
            return false;
        }
        if !self.spin.once() {
            std::thread::sleep(NAP);
        }
        self.began.elapsed() < PATIENCE
    }
}
