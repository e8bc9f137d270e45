//! A helper that stands by: it watches the desk of a thread that makes one call soon after the other, and is
//! handed a part of the next one by a single word.
//!
//! ```text
//!            the helper                    the owner             the helper       the owner
//! NOBODY ───────────────▶ READY or DONE ───────────────▶ HANDED ───────────────▶ TAKEN ────────▶ AWAITED
//!        ◀───────────────                                   │                      │ the helper     │
//!            it goes                                        │ the owner            ▼                │
//!                                                           └────────▶ NOBODY     DONE ◀────────────┘
//! ```
//!
//! INVARIANT (L1, lent for a while): what was handed is used by nobody before it is `TAKEN`, nor from `DONE`
//! on; and whoever has taken it is the one to say `DONE`. So once the owner has either taken it back from
//! `HANDED` or seen `DONE`, nobody uses it, and nobody will.
//!
//! Nobody has to come: the owner does all that nobody else does. So a helper may go whenever it likes.

#[cfg(all(test, loom))]
mod model;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Lent;
use crate::panic::{Payload, let_go};
use crate::pool::spin::Spin;
use crate::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, Ordering, pause_briefly};

/// Nobody stands by.
const NOBODY: usize = 0;
/// Somebody does, and looks at this all the time.
const READY: usize = 1;
/// There is something to take.
const HANDED: usize = 2;
/// A helper is at it.
const TAKEN: usize = 3;
/// And the owner sleeps until it is done.
const AWAITED: usize = 4;
/// It is done; whoever did it is about to stand by again.
const DONE: usize = 5;

/// How often the owner looks whether it is done before it asks itself for how long it has looked: the two are
/// done at about the same time. (Steps. A model looks once.)
const LOOKS: u32 = if cfg!(all(test, any(loom, shuttle))) {
    1
} else {
    16
};

#[derive(Default)]
pub(in crate::pool) struct Standby {
    state: AtomicUsize,
    /// The owner makes calls in a row, and would have somebody stand by.
    wanted: AtomicBool,
    /// The owner has handed something, and has not closed that.
    is_open: AtomicBool,
    desk: Mutex<OnDesk>,
    /// Told to an owner who sleeps.
    bell: Condvar,
}

/// What lies there for the other one to take.
#[derive(Default)]
struct OnDesk {
    work: Option<Lent>,
    panic: Option<Payload>,
}

impl Standby {
    /// On the owner's thread: whether somebody stands by, or is about to again. A call inside the owner's own
    /// part has nobody.
    pub(in crate::pool) fn is_ready(&self) -> bool {
        let is_there = matches!(self.state.load(Ordering::Relaxed), READY | DONE);
        is_there && !self.is_open.load(Ordering::Relaxed)
    }

    /// On the owner's thread: whoever finds its desk without work is to stand by.
    pub(in crate::pool) fn want(&self) {
        self.wanted.store(true, Ordering::Relaxed);
    }

    /// Whether that was so until now.
    pub(in crate::pool) fn was_wanted(&self) -> bool {
        self.wanted.swap(false, Ordering::Relaxed)
    }

    /// On the owner's thread, if [somebody is ready](Standby::is_ready): hands it something to do.
    /// What is lent is in use until the answer is dropped.
    pub(in crate::pool) fn hand(&self, lent: Lent) -> Handed<'_> {
        self.is_open.store(true, Ordering::Relaxed);
        self.desk.lock().work = Some(lent);
        // Nobody else changes it but to `READY` or `NOBODY`, which say nothing that matters now. A swap, so
        // that each change follows the one before it.
        self.state.swap(HANDED, Ordering::Release);
        Handed {
            standby: self,
            came: None,
        }
    }

    /// A helper looks: is there something to take? If nobody stands by, this one does.
    #[inline]
    pub(in crate::pool) fn is_handed(&self) -> bool {
        match self.state.load(Ordering::Relaxed) {
            HANDED => true,
            NOBODY => {
                self.change(NOBODY, READY);
                false
            }
            _ => false,
        }
    }

    /// A helper goes. (If another stays, that one says so when it looks next.)
    pub(in crate::pool) fn go(&self) {
        self.change(READY, NOBODY);
    }

    /// Takes what was handed, unless another has, or the owner has taken it back.
    pub(in crate::pool) fn take(&self) -> Option<Taken<'_>> {
        if !self.change(HANDED, TAKEN) {
            return None;
        }
        let lent = self.desk.lock().work.take()?;
        Some(Taken {
            standby: self,
            lent,
        })
    }

    /// The owner has seen that somebody has taken it.
    fn wait_until_done(&self) {
        let (mut looks, mut spin) = (0, Spin::start());
        // Acquire: what the helper did happens before what the owner does next.
        while self.state.load(Ordering::Acquire) != DONE {
            pause_briefly();
            looks += 1;
            if looks == LOOKS {
                looks = 0;
                if !spin.goes_on() {
                    return self.sleep_until_done();
                }
            }
        }
    }

    /// Unless it is done already.
    fn sleep_until_done(&self) {
        let mut desk = self.desk.lock();
        // Who says `DONE` instead of `AWAITED` takes this lock afterwards.
        if self.change(TAKEN, AWAITED) {
            while self.state.load(Ordering::Acquire) == AWAITED {
                self.bell.wait(&mut desk);
            }
        }
    }

    fn change(&self, from: usize, to: usize) -> bool {
        self.state
            .compare_exchange(from, to, Ordering::Acquire, Ordering::Acquire)
            .is_ok()
    }
}

/// What its owner has handed to a helper.
pub(in crate::pool) struct Handed<'s> {
    standby: &'s Standby,
    /// Whether somebody came, once that is known for good.
    came: Option<bool>,
}

impl Handed<'_> {
    /// Takes it back, or waits until whoever took it is done. Says whether somebody did, or how that
    /// panicked.
    pub(in crate::pool) fn close(mut self) -> Result<bool, Payload> {
        let came = self.end();
        match came
            .then(|| self.standby.desk.lock().panic.take())
            .flatten()
        {
            Some(panic) => Err(panic),
            None => Ok(came),
        }
    }

    /// Takes it back, unless somebody has taken it. Says whether it did.
    pub(in crate::pool) fn take_back(&mut self) -> bool {
        let is_back = self.standby.change(HANDED, NOBODY);
        if is_back {
            self.close_as(false);
        }
        is_back
    }

    fn close_as(&mut self, came: bool) -> bool {
        self.standby.is_open.store(false, Ordering::Relaxed);
        *self.came.insert(came)
    }

    /// Keeps L1.
    fn end(&mut self) -> bool {
        if self.came.is_some() || self.take_back() {
            return self.came == Some(true);
        }
        self.standby.wait_until_done();
        self.close_as(true)
    }
}

impl Drop for Handed<'_> {
    /// Reached with something in use only where the owner's own part panicked: that goes on, another is let
    /// go.
    fn drop(&mut self) {
        if self.came.is_none() && self.end() {
            let panic = self.standby.desk.lock().panic.take();
            panic.into_iter().for_each(let_go);
        }
    }
}

/// What a helper has taken. Done once this is dropped.
pub(in crate::pool) struct Taken<'s> {
    standby: &'s Standby,
    lent: Lent,
}

impl Taken<'_> {
    /// Does it. A panic is kept for the owner.
    pub(in crate::pool) fn work(&self) {
        let done = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: obligation 1 holds by L1: the owner neither returns nor unwinds before this is dropped,
            // which says `DONE`; only then does what it lent go away.
            unsafe { self.lent.run(1) }
        }));
        if let Err(panic) = done {
            self.standby.desk.lock().panic = Some(panic);
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        // Release: see `end`. This comes after the last use of what was lent (L1).
        if self.standby.state.swap(DONE, Ordering::Release) == AWAITED {
            drop(self.standby.desk.lock());
            self.standby.bell.notify_one();
        }
    }
}
