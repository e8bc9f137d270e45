//! The calling thread goes on alone among light items that are lent, and what its helpers do meanwhile.
//!
//! They leave, and are called again when it is over. Where a chain keeps something that is made once a
//! thread, they wait instead: whoever came back would make it again.

#[cfg(all(test, loom))]
mod model;

use std::time::Duration;

use crate::pool::help_inside;
use crate::sync::{AtomicUsize, Condvar, Mutex, MutexGuard, Ordering};
use crate::tempo::{LOOK_INSIDE, LOOK_INSIDE_AT_LAST};

/// Whether the calling thread is alone, and who waits until it is not.
#[derive(Default)]
pub(super) struct Solo {
    /// How many times that began or ended: an odd number means that it is.
    ///
    /// Relaxed: whoever is dealt nothing because items are lent has seen that under the dealer's lock, so it
    /// sees what was stored before they were.
    turns: AtomicUsize,
    /// How many helpers wait and were not called. Changes under the lock of `called`; others may look.
    waiting: AtomicUsize,
    /// How many of those that wait were called. Solo ends under this lock, so that nobody begins to wait
    /// unseen.
    called: Mutex<usize>,
    bell: Condvar,
}

impl Solo {
    pub(super) fn turns(&self) -> usize {
        self.turns.load(Ordering::Relaxed)
    }

    fn is_on(&self) -> bool {
        is_solo(self.turns())
    }

    /// Only the calling thread begins it, and ends it.
    pub(super) fn begin(&self) {
        if !self.is_on() {
            self.turns.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// It is over: one of those that wait is called, who calls the next if it is dealt something.
    pub(super) fn end(&self) {
        self.end_and_call(1);
    }

    fn end_and_call(&self, most: usize) {
        let called = self.called.lock();
        if self.is_on() {
            self.turns.fetch_add(1, Ordering::Relaxed);
        }
        self.call(called, most);
    }

    /// Calls one of those that wait.
    #[inline]
    pub(super) fn call_one(&self) {
        if self.waiting.load(Ordering::Relaxed) > 0 {
            self.call(self.called.lock(), 1);
        }
    }

    fn call(&self, mut called: MutexGuard<'_, usize>, most: usize) {
        let n = self.waiting.load(Ordering::Relaxed).min(most);
        self.waiting.fetch_sub(n, Ordering::Relaxed);
        *called += n;
        match n {
            0 => {}
            1 => {
                self.bell.notify_one();
            }
            _ => {
                self.bell.notify_all();
            }
        }
    }

    /// Waits until it is called, if the calling thread is alone. Now and then it looks whether that makes a
    /// call inside one of its items, and helps there: nobody else might.
    #[cold]
    pub(super) fn wait(&self) {
        let mut limit = LOOK_INSIDE;
        while !self.wait_for(limit) {
            help_inside();
            limit = (2 * limit).min(LOOK_INSIDE_AT_LAST);
        }
    }

    /// The same for so long. Says whether the wait is over.
    fn wait_for(&self, limit: Duration) -> bool {
        let mut called = self.called.lock();
        if !self.is_on() {
            return true;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // (In a model every limit is over at once: it goes without.)
        while cfg!(all(test, loom)) && *called == 0 {
            self.bell.wait(&mut called);
        }
        self.bell
            .wait_while_for(&mut called, |called: &mut usize| *called == 0, limit);
        let is_called = *called > 0;
        match is_called {
            true => *called -= 1,
            false => _ = self.waiting.fetch_sub(1, Ordering::Relaxed),
        }
        is_called
    }
}

/// Whether the calling thread is alone after so many turns.
pub(super) fn is_solo(turns: usize) -> bool {
    turns % 2 == 1
}

/// Nobody waits any longer when the calling thread has come to the end of the call, or unwinds.
pub(super) struct EndsSolo<'s>(pub(super) &'s Solo);

impl Drop for EndsSolo<'_> {
    fn drop(&mut self) {
        self.0.end_and_call(usize::MAX);
    }
}
