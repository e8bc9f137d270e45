//! How many workers there are: when one more is started, how long it is kept, and when one may go.

use std::time::Duration;

use super::Pool;
use crate::pool::config::settings;
use crate::pool::limits::stack_size;
use crate::pool::permit::{Scope, Wanted};
use crate::sync::{Arc, Instant, Ordering, thread};
use crate::tempo::{RESPITE, Whom, keep_after};

/// How long workers that nobody needs are kept.
pub(super) struct Kept {
    pub(super) time: Duration,
    /// When the last one has ended, if none was started since.
    pub(super) ended: Option<Instant>,
}

impl Pool {
    pub(super) fn start_worker(&'static self, whom: Whom) {
        let wanted = self.wanted.load(Ordering::Relaxed);
        let limit = self.size.limit(whom, wanted, self.ordinary.engaged());
        let one_more = |alive| (alive < limit).then_some(alive + 1);
        let counted = self
            .alive
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        if counted.is_err() {
            return;
        }
        self.idle.start_looking();
        if !self.try_start() {
            self.alive.fetch_sub(1, Ordering::Relaxed);
            self.idle.stop_looking();
            // S3. Nobody else is started: where nobody sleeps either, that desk waits for who is done with
            // its work, or for the next call for help.
            if self.has_announcements() {
                self.idle.serve(|| true);
            }
        }
    }

    fn try_start(&'static self) -> bool {
        if self.is_refused() {
            return false;
        }
        let number = self.named.fetch_add(1, Ordering::Relaxed) + 1;
        let mut thread = thread::Builder::new().name(settings().name_of(number));
        if let Some(bytes) = stack_size() {
            thread = thread.stack_size(bytes);
        }
        let started = thread.spawn(move || (self.work)(number, self));
        *self.refused.lock() = started.is_err().then(Instant::now);
        if started.is_ok() {
            self.note_start();
        }
        started.is_ok()
    }

    /// Whether there are fewer workers than at rest, and the system gives one more.
    pub(in crate::pool) fn may_start_one(&self) -> bool {
        self.alive.load(Ordering::Relaxed) < self.size.base && !self.is_refused()
    }

    /// Whether the system has refused to start a thread not long ago.
    fn is_refused(&self) -> bool {
        self.refused.lock().is_some_and(|at| at.elapsed() < RESPITE)
    }

    /// One more was needed: if that was soon after one had ended, they are kept for longer from now on.
    fn note_start(&self) {
        let mut kept = self.kept.lock();
        if let Some(ended) = kept.ended.take() {
            kept.time = keep_after(kept.time, ended.elapsed());
        }
    }

    /// Lets a worker that nobody needs go, if there are more than there are meant to be at rest.
    pub(in crate::pool) fn retire(&self, number: usize) -> bool {
        let one_less = |alive| (alive > self.size.base).then(|| alive - 1);
        let retired = self
            .alive
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
            .is_ok();
        if retired {
            self.kept.lock().ended = Some(Instant::now());
            self.stealers.write().retain(|(other, _)| *other != number);
        }
        retired
    }

    /// How long a worker that nobody needs sleeps before it ends, if there are more than there are meant to
    /// be at rest.
    pub(in crate::pool) fn time_to_end(&self) -> Option<Duration> {
        let surplus = self.alive.load(Ordering::Relaxed) > self.size.base;
        surplus.then(|| self.kept.lock().time)
    }

    /// Lets the pool grow so that `n` workers are there for a region in `scope` that needs them all, as far
    /// as that has places, as long as the answer lives.
    pub(in crate::pool) fn want(&self, scope: Option<Arc<Scope>>, n: usize) -> Wanted<'_> {
        Wanted::new(&self.wanted, scope, n)
    }
}
