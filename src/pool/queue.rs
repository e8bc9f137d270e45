//! Tasks that nobody has begun, in the order in which they were spawned.

use std::collections::VecDeque;

use super::region::lent::Help;
use super::spin::Spin;
use crate::sync::{Arc, AtomicUsize, Mutex, Ordering};

/// What a queue holds.
pub(crate) trait Runnable: Send + Sync {
    /// Runs it on this thread, unless somebody else has begun it. Does not panic.
    fn run(self: Arc<Self>);
}

/// A task in a queue.
pub(crate) type Queued<'a> = Arc<dyn Runnable + 'a>;

/// Whom to call when there is something to do.
pub(crate) trait Call: Send + Sync {
    /// Calls one more helper, who then helps.
    fn call(&self);
}

/// Tasks that nobody has begun; and who is there for them.
pub(crate) struct TaskQueue<'a, C> {
    tasks: Mutex<Tasks<'a>>,
    /// How many there are. Changes only under the lock; who has nothing to do may watch it from outside.
    len: AtomicUsize,
    pub(crate) caller: C,
}

struct Tasks<'a> {
    /// A task that was taken out leaves nothing behind in its place: all there are have a number, the first one this.
    first: usize,
    tasks: VecDeque<Option<Queued<'a>>>,
    /// How many helpers look for a task, and will see one that is added.
    looking: usize,
    /// A helper was called that has not come yet.
    called: bool,
}

/// One in so many tasks calls a helper although one is on its way: there may be no thread for that one, since the system
/// refused to start it, and may be now.
const SELDOM: usize = 64;

impl<'a, C: Call> TaskQueue<'a, C> {
    pub(crate) fn new(caller: C) -> Self {
        TaskQueue {
            tasks: Mutex::new(Tasks {
                first: 0,
                tasks: VecDeque::new(),
                looking: 0,
                called: false,
            }),
            len: AtomicUsize::new(0),
            caller,
        }
    }

    /// Adds a task, and sees to it that somebody comes for it. Returns its number.
    pub(crate) fn push(&self, task: Queued<'a>) -> usize {
        let (number, call) = {
            let mut tasks = self.tasks.lock();
            tasks.tasks.push_back(Some(task));
            self.len.fetch_add(1, Ordering::Relaxed);
            let number = tasks.first + tasks.tasks.len() - 1;
            (number, tasks.is_to_call() || number % SELDOM == SELDOM - 1)
        };
        if call {
            self.caller.call();
        }
        number
    }

    /// Takes the task with this number out, if it is there.
    pub(crate) fn remove(&self, number: usize) -> Option<Queued<'a>> {
        let mut tasks = self.tasks.lock();
        let place = number.checked_sub(tasks.first)?;
        let task = tasks.tasks.get_mut(place)?.take();
        self.len
            .fetch_sub(usize::from(task.is_some()), Ordering::Relaxed);
        tasks.tidy();
        task
    }

    /// Takes the first task out, on whatever thread.
    pub(crate) fn pop(&self) -> Option<Queued<'a>> {
        self.tasks.lock().pop(&self.len)
    }

    /// Gives its memory back, and what it holds, once nobody adds anything any more.
    pub(crate) fn clear(&self) {
        let tasks = std::mem::take(&mut self.tasks.lock().tasks);
        drop(tasks);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len.load(Ordering::Relaxed) == 0
    }

    /// The next task for a helper, who waits for one a little while.
    fn next(&self) -> Option<Queued<'a>> {
        let mut spin = None;
        let mut tasks = self.tasks.lock();
        loop {
            if let Some(task) = tasks.pop(&self.len) {
                // Who is called calls the next one, as long as there is more to do.
                let call = !self.is_empty() && tasks.is_to_call();
                drop(tasks);
                if call {
                    self.caller.call();
                }
                return Some(task);
            }
            tasks.looking += 1;
            drop(tasks);
            let mut patient = true;
            while self.is_empty() && patient {
                patient = spin.get_or_insert_with(Spin::start).once();
            }
            tasks = self.tasks.lock();
            tasks.looking -= 1;
            if !patient && self.is_empty() {
                return None;
            }
        }
    }
}

impl<'a> Tasks<'a> {
    /// Whether somebody is to be called for a task: nobody looks, and nobody is on the way.
    fn is_to_call(&mut self) -> bool {
        self.looking == 0 && !std::mem::replace(&mut self.called, true)
    }

    fn pop(&mut self, len: &AtomicUsize) -> Option<Queued<'a>> {
        let task = self.tasks.pop_front()?;
        self.first += 1;
        len.fetch_sub(1, Ordering::Relaxed);
        self.tidy();
        task
    }

    /// Keeps a task at the front and one at the back, if there is one. (A number at the back is given out again: whoever had it has
    /// taken the task out.)
    fn tidy(&mut self) {
        while let Some(None) = self.tasks.front() {
            self.tasks.pop_front();
            self.first += 1;
        }
        while let Some(None) = self.tasks.back() {
            self.tasks.pop_back();
        }
    }
}

/// Does tasks, as long as there are some.
impl<C: Call> Help for TaskQueue<'_, C> {
    fn help(&self) {
        self.tasks.lock().called = false;
        while let Some(task) = self.next() {
            task.run();
        }
    }
}
