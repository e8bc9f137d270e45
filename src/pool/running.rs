//! A task that is under way, as others see it: who waits for it, or asks it to end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::door::Door;
use super::here;
use super::permit::Scope;
use crate::sync::{Arc, pause};

#[derive(Clone)]
pub(crate) struct Running {
    /// Its one guest is the thread that runs the task. Nobody else comes in; but what the task calls is
    /// inside.
    door: Arc<Door>,
}

/// How many moments whoever waits looks whether it is over, before getting ready to help: tasks of nothing
/// are soon over.
const MOMENTS: u32 = 8;

impl Running {
    /// On the thread that is to run it, in the scope in which it was spawned.
    pub(super) fn begin(scope: Option<Arc<Scope>>) -> Running {
        Running::begin_in(scope, true)
    }

    /// The same of a task that is a part of what this thread is in.
    pub(crate) fn begin_here() -> Running {
        Running::begin_in(here::scope(), false)
    }

    fn begin_in(scope: Option<Arc<Scope>>, independent: bool) -> Running {
        let spare = here::with(|here| here.spare.take()).flatten();
        let door = Door::of_task(spare, independent, scope, here::door());
        Running { door }
    }

    /// Runs it, on the thread that has begun it. [`end`](Running::end) is to follow.
    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> thread::Result<R> {
        let _stay = here::stay_as_guest(Arc::clone(&self.door), self.door.scope().cloned());
        catch_unwind(AssertUnwindSafe(work))
    }

    /// It has come to its end, and everybody can see that.
    pub(crate) fn end(self) {
        self.leave();
        self.keep();
    }

    /// The same, while others refer to this still.
    pub(super) fn leave(&self) {
        self.door.end_task();
    }

    /// Makes what is left of it part of the next one that this thread begins.
    pub(super) fn keep(self) {
        let spare = self.door.into_spare();
        let before = here::with(|here| here.spare.replace(spare));
        drop(before);
    }

    /// Waits until it has ended. Meanwhile this thread helps calls made inside of it, and nothing else.
    pub(crate) fn wait(&self) {
        if self.is_soon_over() {
            return;
        }
        here::with(|here| here.desk.add(Arc::clone(&self.door)));
        self.door.wait_for_task(here::scope().as_ref());
        here::with(|here| here.desk.remove(&self.door));
    }

    /// (A model goes without: its threads do the same however long they take.)
    fn is_soon_over(&self) -> bool {
        let is_over = |_| {
            let over = self.door.is_left();
            if !over {
                pause();
            }
            over
        };
        !cfg!(all(test, loom)) && (0..MOMENTS).any(is_over)
    }

    pub(super) fn scope(&self) -> Option<&Arc<Scope>> {
        self.door.scope()
    }

    /// Asks it to end.
    pub(crate) fn cancel(&self) {
        self.door.cancel();
    }
}

/// Whether the task in which this is called was asked to end; in a call that it makes, or a scope, too.
pub(crate) fn is_cancelled() -> bool {
    here::door().is_some_and(|door| door.is_cancelled())
}
