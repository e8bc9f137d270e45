//! A short wait that keeps its processor, before a long one that gives it up.

use std::time::Duration;

use crate::sync::{Instant, pause};
use crate::tempo::{NAP, PATIENCE, SPIN};

/// How many moments pass between two looks at the clock, which takes longer than several of them. (Steps.)
const MOMENTS: u32 = if cfg!(all(test, any(loom, shuttle))) {
    1
} else {
    8
};

pub(crate) struct Spin {
    limit: Duration,
    /// Known from the first look at the clock on.
    until: Option<Instant>,
    moments: u32,
}

impl Spin {
    pub(crate) fn start() -> Spin {
        Spin::of(SPIN)
    }

    /// For so long.
    pub(crate) fn of(limit: Duration) -> Spin {
        Spin {
            limit,
            // In a scene time passes by looking at the clock, and spins had better be short.
            until: cfg!(all(test, shuttle)).then(|| Instant::now() + limit),
            moments: 0,
        }
    }

    /// Spins for a moment; `false` once patience is at its end.
    pub(crate) fn once(&mut self) -> bool {
        if !cfg!(all(test, loom)) {
            pause();
        }
        self.goes_on()
    }

    /// The same after a moment that has passed already. A model has no patience: its threads do the same
    /// whatever the clock says.
    pub(crate) fn goes_on(&mut self) -> bool {
        if cfg!(all(test, loom)) {
            return false;
        }
        self.moments += 1;
        if self.moments < MOMENTS {
            return true;
        }
        self.moments = 0;
        let now = Instant::now();
        now < *self.until.get_or_insert(now + self.limit)
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

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn it_lasts_as_long_as_it_is_to() {
        let mut long = Spin::of(Duration::from_secs(3600));
        assert!((0..100).all(|_| long.once()));
        let mut over = Spin::of(Duration::ZERO);
        assert!((0..2 * MOMENTS).any(|_| !over.once()));
        let mut short = Spin::of(Duration::from_millis(1));
        let began = Instant::now();
        while short.goes_on() {}
        assert!(began.elapsed() >= Duration::from_millis(1));
    }
}
