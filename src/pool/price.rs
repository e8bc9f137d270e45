//! What it costs to call for help, as measured while running: the time that the call takes the caller, and
//! the time until the helper is there. Sharing pays for work that takes longer than both together.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::tempo::price_after;

/// A duration that follows what is measured.
pub(super) struct Price {
    nanos: AtomicUsize,
}

impl Price {
    fn guess(nanos: usize) -> Price {
        Price {
            nanos: AtomicUsize::new(nanos),
        }
    }

    fn get(&self) -> usize {
        self.nanos.load(Ordering::Relaxed)
    }

    /// Takes a measurement in. Two at once may lose one of them, which does not matter.
    pub(super) fn note(&self, measured: Duration) {
        let measured = measured.as_nanos() as usize;
        let price = price_after(self.nanos.load(Ordering::Relaxed), measured);
        self.nanos.store(price, Ordering::Relaxed);
    }
}

/// The prices of a helper that sleeps, or of one that is awake.
pub(super) struct Prices {
    /// Until the caller can go on.
    pub(super) call: Price,
    /// Until the helper is there.
    pub(super) arrival: Price,
}

impl Prices {
    /// A first guess, in nanoseconds.
    pub(super) fn guess(call: usize, arrival: usize) -> Prices {
        Prices {
            call: Price::guess(call),
            arrival: Price::guess(arrival),
        }
    }

    /// In nanoseconds.
    pub(super) fn total(&self) -> usize {
        self.call.get() + self.arrival.get()
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_price_follows_what_is_measured() {
        let prices = Prices::guess(800, 400);
        assert_eq!(prices.total(), 1_200);
        prices.call.note(Duration::from_nanos(1_600));
        assert_eq!((prices.call.get(), prices.total()), (900, 1_300));
        prices.arrival.note(Duration::ZERO);
        assert_eq!((prices.arrival.get(), prices.total()), (350, 1_250));
    }
}
