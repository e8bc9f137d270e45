//! The closure that says "stop": a chain owns it, and the dealer looks.

use std::marker::PhantomData;
use std::ops::DerefMut;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::drive::Clock;
use crate::panic::Payload;
use crate::sync::{Arc, Mutex};

/// How many nanoseconds a piece may take that a thread does alone; after a longer one the next is shorter. A
/// look costs some dozens of them, and whoever stops the call waits for one piece.
const PIECE: f32 = 20_000.0;

/// A chain's closure, which is dropped with this.
pub(crate) struct Stop<F> {
    lent: Arc<Lent<F>>,
    /// So this can be sent to another thread only if the closure can.
    owned: PhantomData<F>,
}

/// The closure as a dealer has it, on any thread.
///
/// INVARIANT (U1, lent): all that is done with the closure here is to call it, by reference. Only its
/// [`Stop`] takes it out and drops it, so whoever owns that: whichever of the two is dropped last.
pub(super) struct Lent<F>(Mutex<Looks<F>>);

// SAFETY: U1: another thread than that of the `Stop` only has a reference to the closure, which is `Sync`.
unsafe impl<F: Sync> Send for Lent<F> {}
// SAFETY: as above; and the lock lets one thread at a time change the rest.
unsafe impl<F: Sync> Sync for Lent<F> {}

/// The looks so far.
pub(super) struct Looks<F> {
    /// Nothing once the chain is gone.
    stop: Option<F>,
    /// One of them said "stop", or panicked.
    stopped: bool,
    /// Since when a thread that is alone is at its piece, and how many items the next one may have.
    began: Option<Clock>,
    most: usize,
}

impl<F> Stop<F> {
    pub(crate) fn new(stop: F) -> Self {
        let looks = Looks {
            stop: Some(stop),
            stopped: false,
            began: None,
            most: 1,
        };
        Stop {
            lent: Arc::new(Lent(Mutex::new(looks))),
            owned: PhantomData,
        }
    }

    pub(super) fn lend(&self) -> Arc<Lent<F>> {
        Arc::clone(&self.lent)
    }
}

/// A closure of its own, that nobody has looked at.
impl<F: Clone> Clone for Stop<F> {
    fn clone(&self) -> Self {
        let stop = self.lent.0.lock().stop.clone();
        Stop::new(stop.expect("is there as long as this"))
    }
}

impl<F> Drop for Stop<F> {
    fn drop(&mut self) {
        let stop = self.lent.0.lock().stop.take();
        drop(stop);
    }
}

impl<F> Lent<F> {
    pub(super) fn lock(&self) -> impl DerefMut<Target = Looks<F>> {
        self.0.lock()
    }
}

impl<F> Looks<F> {
    pub(super) fn have_stopped(&self) -> bool {
        self.stopped
    }

    /// How many items a thread that is alone is dealt next, if it wants so many.
    pub(super) fn most(&mut self, want: usize) -> usize {
        let last = self.began.replace(Clock::start());
        self.most = match last {
            Some(last) if last.nanos() > PIECE => (self.most / 2).max(1),
            Some(_) => self.most.saturating_mul(2),
            None => 1,
        };
        self.most = self.most.min(want.max(1));
        self.most
    }
}

impl<F: Fn() -> bool> Looks<F> {
    /// Looks, unless an earlier look said "stop" already. Whether this one did, and the panic in which it
    /// ended.
    pub(super) fn look(&mut self) -> (bool, Option<Payload>) {
        let stop = self.stop.as_ref().filter(|_| !self.stopped);
        let (stopped, panic) = match stop.map(|stop| catch_unwind(AssertUnwindSafe(stop))) {
            Some(Ok(stopped)) => (stopped, None),
            Some(Err(panic)) => (true, Some(panic)),
            None => (true, None),
        };
        self.stopped = stopped;
        (stopped, panic)
    }
}
