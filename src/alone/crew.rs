//! A crew of nobody: its owner does everything.

use crate::panic::Payload;
use crate::sync::{Arc, Condvar, Mutex};

/// What helpers would do.
pub(crate) trait Help: Sync {
    fn help(&self);
}

/// What the owner does, and the bell that it listens to.
pub(crate) struct Crew<H: Help> {
    calls: Calls,
    // As with threads, so that what may be sent there may be sent here, and nothing else.
    help: Arc<H>,
}

impl<H: Help + Send + 'static> Crew<H> {
    pub(crate) fn new(_seats: usize, _waiting: bool, help: H) -> Self {
        Crew {
            calls: Calls::default(),
            help: Arc::new(help),
        }
    }

    pub(crate) fn calls(&self) -> &Calls {
        &self.calls
    }

    pub(crate) fn work(&self) -> &H {
        &self.help
    }

    pub(crate) fn dismiss(&mut self, _others: impl Fn(&H) -> usize) -> Option<Payload> {
        None
    }
}

/// Runs `mine` on the calling thread.
pub(crate) fn with_crew<H: Help, R>(
    _seats: usize,
    _waiting: bool,
    _help: &H,
    mine: impl FnOnce(&Calls) -> R,
) -> R {
    mine(&Calls::default())
}

/// The owner's side.
#[derive(Default)]
pub(crate) struct Calls {
    caller: Caller,
}

/// What another thread of the program rings when the owner is to look.
#[derive(Clone, Default)]
pub(crate) struct Caller {
    bell: Arc<Bell>,
}

#[derive(Default)]
struct Bell {
    lock: Mutex<()>,
    rung: Condvar,
}

impl Caller {
    pub(crate) fn call(&self) {}

    /// Makes the owner, if it waits, look whether it is enough.
    pub(crate) fn stir_owner(&self) {
        // Under the lock: the owner is not between its look and its wait.
        let _held = self.bell.lock.lock();
        self.bell.rung.notify_all();
    }
}

impl Calls {
    pub(crate) fn caller(&self) -> Caller {
        self.caller.clone()
    }

    pub(crate) fn call(&self, _n: usize) {}

    pub(crate) fn call_besides(&self) {}

    pub(crate) fn awaiting<R>(&self, part: impl FnOnce() -> R) -> R {
        part()
    }

    pub(crate) fn have_left(&self) -> bool {
        true
    }

    /// None comes.
    pub(crate) fn await_helpers(&self, enough: impl Fn() -> bool) -> bool {
        enough()
    }

    pub(crate) fn give_way(&self) -> impl Sized + use<> {
        Stay
    }

    /// Nobody is there to make it so.
    pub(crate) fn wait_until(&self, _enough: impl Fn() -> bool) {}

    /// Waits until another thread of the program has made it so.
    pub(crate) fn wait_until_stirred(&self, enough: impl Fn() -> bool) {
        let Bell { lock, rung } = &*self.caller.bell;
        let mut held = lock.lock();
        while !enough() {
            rung.wait(&mut held);
        }
    }

    pub(crate) fn stay(&self) -> impl Sized + use<> {
        Stay
    }

    pub(crate) fn are_of_this_scope(&self) -> bool {
        true
    }

    pub(crate) fn are_in_scope(&self) -> bool {
        false
    }
}

struct Stay;

/// On a helper's thread, of which there are none.
pub(crate) fn stir_owner() {}
