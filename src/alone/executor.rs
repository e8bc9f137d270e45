//! Who does the tasks that are spawned: the thread that spawns them, before it goes on.
//!
//! So a task needs nobody who waits for it, as with threads. One that is spawned by a task begins when that
//! has ended, or when it is joined: tasks that spawn tasks need no more stack for each.

use super::queue::{Call, Queued, TaskQueue};
use super::{Help, Running};
use crate::sync::{Arc, AtomicBool, Ordering, thread_local};

thread_local! {
    static HERE: Home = Home(Arc::default());
}

/// The executor of a thread.
#[derive(Clone)]
pub(crate) struct Home(Arc<Executor>);

impl Home {
    /// That of tasks that are spawned on this thread now.
    pub(crate) fn here() -> Home {
        // A thread that is about to end has none any more.
        HERE.try_with(Home::clone)
            .unwrap_or_else(|_| Home(Arc::default()))
    }

    pub(crate) fn executor(&self) -> &Executor {
        &self.0
    }
}

#[derive(Default)]
pub(crate) struct Executor {
    pub(crate) queue: AtOnce,
}

impl Executor {
    /// One of its tasks begins, on the calling thread, whichever that is.
    pub(crate) fn begin(&self) -> Running {
        Running::begin()
    }
}

/// A queue whose tasks are done when they are pushed.
pub(crate) struct AtOnce {
    tasks: TaskQueue<'static, Nobody>,
    /// The thread that it belongs to is at one of its tasks.
    at_work: AtomicBool,
}

impl Default for AtOnce {
    fn default() -> Self {
        AtOnce {
            tasks: TaskQueue::new(Nobody),
            at_work: AtomicBool::new(false),
        }
    }
}

impl AtOnce {
    /// On the thread that it belongs to. Returns the task's number.
    pub(crate) fn push(&self, task: Queued<'static>) -> usize {
        let number = self.tasks.push(task);
        if !self.at_work.swap(true, Ordering::Relaxed) {
            self.tasks.help();
            self.at_work.store(false, Ordering::Relaxed);
        }
        number
    }

    /// Takes the task with this number out, if it is there.
    pub(crate) fn remove(&self, number: usize) -> Option<Queued<'static>> {
        self.tasks.remove(number)
    }
}

struct Nobody;

impl Call for Nobody {
    fn call(&self) {}
}
