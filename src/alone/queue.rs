//! Tasks that nobody has begun, in the order in which they were spawned.

use std::collections::VecDeque;

use super::Help;
use crate::sync::{Arc, Mutex};

/// What a queue holds.
pub(crate) trait Runnable: Send + Sync {
    /// Runs it on this thread, unless somebody else has begun it. Does not panic.
    fn run(self: Arc<Self>);
}

/// A task in a queue.
pub(crate) type Queued<'a> = Arc<dyn Runnable + 'a>;

/// Whom to call when there is something to do.
pub(crate) trait Call: Send + Sync {
    fn call(&self);
}

/// Tasks by number, until somebody takes them.
pub(crate) struct TaskQueue<'a, C> {
    tasks: Mutex<Tasks<'a>>,
    pub(crate) caller: C,
}

#[derive(Default)]
struct Tasks<'a> {
    queued: VecDeque<(usize, Queued<'a>)>,
    next: usize,
}

impl<'a, C: Call> TaskQueue<'a, C> {
    pub(crate) fn new(caller: C) -> Self {
        TaskQueue {
            tasks: Mutex::default(),
            caller,
        }
    }

    /// Adds a task. Returns its number.
    pub(crate) fn push(&self, task: Queued<'a>) -> usize {
        let number = {
            let mut tasks = self.tasks.lock();
            let number = tasks.next;
            tasks.next += 1;
            tasks.queued.push_back((number, task));
            number
        };
        self.caller.call();
        number
    }

    /// Takes the task with this number out, if it is there.
    pub(crate) fn remove(&self, number: usize) -> Option<Queued<'a>> {
        let queued = &mut self.tasks.lock().queued;
        let place = queued.binary_search_by_key(&number, |(number, _)| *number);
        let (_, task) = queued.remove(place.ok()?)?;
        Some(task)
    }

    /// Takes the first task out.
    pub(crate) fn pop(&self) -> Option<Queued<'a>> {
        self.tasks.lock().queued.pop_front().map(|(_, task)| task)
    }

    /// Gives its memory back, and what it holds, once nobody adds anything any more.
    pub(crate) fn clear(&self) {
        let queued = std::mem::take(&mut self.tasks.lock().queued);
        drop(queued);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.lock().queued.is_empty()
    }
}

/// Does tasks, as long as there are some.
impl<C: Call> Help for TaskQueue<'_, C> {
    fn help(&self) {
        while let Some(task) = self.pop() {
            task.run();
        }
    }
}
