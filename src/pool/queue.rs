//! Tasks that nobody has begun, in the order in which they were spawned.

#[cfg(all(test, loom))]
mod model;

use std::collections::VecDeque;

use super::lent::Help;
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
///
/// Those that were added are moved to the other end all at once, when nothing is left there. So who adds
/// and who takes, which are different threads, seldom meet at the same lock. (*Two-lock queue*: Michael and
/// Scott 1996.)
///
/// Whoever holds both locks has taken that of `ready` first.
pub(crate) struct TaskQueue<'a, C> {
    /// Its count is of all that were ever added.
    added: End<Added<'a>>,
    /// Its count is of all that were ever taken out, at either end.
    ready: End<Tasks<'a>>,
    pub(crate) caller: C,
}

/// One end, on cache lines of its own.
#[repr(align(128))]
struct End<T> {
    tasks: Mutex<T>,
    /// Changes only under the end's lock, or that of the other; who has nothing to do may watch it from
    /// outside.
    count: AtomicUsize,
}

impl<T> End<T> {
    fn of(tasks: T) -> Self {
        End {
            tasks: Mutex::new(tasks),
            count: AtomicUsize::new(0),
        }
    }

    fn count(&self, n: usize) {
        self.count.fetch_add(n, Ordering::Relaxed);
    }
}

/// The tasks that were added last; and who is there to hear of them.
struct Added<'a> {
    tasks: Tasks<'a>,
    /// How many helpers look for a task, and will see one that is added.
    looking: usize,
    /// A helper was called that has not come yet.
    called: bool,
}

#[derive(Default)]
struct Tasks<'a> {
    /// A task that was taken out leaves nothing behind in its place: all there are have a number, the first
    /// one this.
    first: usize,
    tasks: VecDeque<Option<Queued<'a>>>,
}

/// One in so many tasks calls a helper although one is on its way: there may be no thread for that one,
/// since the system refused to start it, and may be now.
const CALLED_ANEW: usize = 64;

impl<'a, C: Call> TaskQueue<'a, C> {
    pub(crate) fn new(caller: C) -> Self {
        TaskQueue {
            added: End::of(Added {
                tasks: Tasks::default(),
                looking: 0,
                called: false,
            }),
            ready: End::of(Tasks::default()),
            caller,
        }
    }

    /// Adds a task, and sees to it that somebody comes for it. Returns its number.
    pub(crate) fn push(&self, task: Queued<'a>) -> usize {
        let (number, call) = {
            let mut added = self.added.tasks.lock();
            let number = added.tasks.push(task);
            self.added.count(1);
            (
                number,
                added.is_to_call() || number % CALLED_ANEW == CALLED_ANEW - 1,
            )
        };
        if call {
            self.caller.call();
        }
        number
    }

    /// Takes the task with this number out, if it is there.
    pub(crate) fn remove(&self, number: usize) -> Option<Queued<'a>> {
        let mut ready = self.ready.tasks.lock();
        let task = ready
            .remove(number)
            .or_else(|| self.added.tasks.lock().tasks.remove(number))?;
        self.ready.count(1);
        Some(task)
    }

    /// Takes the first task out, on whatever thread.
    pub(crate) fn pop(&self) -> Option<Queued<'a>> {
        self.pop_and_see().map(|(task, _)| task)
    }

    /// The first task, and whether others came to this end with it.
    fn pop_and_see(&self) -> Option<(Queued<'a>, bool)> {
        let mut ready = self.ready.tasks.lock();
        let is_empty = ready.tasks.is_empty();
        if is_empty {
            self.added.tasks.lock().tasks.move_to(&mut ready);
        }
        let task = ready.pop()?;
        self.ready.count(1);
        Some((task, is_empty))
    }

    /// Gives its memory back, and what it holds, once nobody adds anything any more.
    pub(crate) fn clear(&self) {
        let ready = std::mem::take(&mut *self.ready.tasks.lock());
        let added = std::mem::take(&mut self.added.tasks.lock().tasks);
        drop((ready, added));
    }

    /// Whether there is no task. One that is just being added or taken out may count or not.
    pub(crate) fn is_empty(&self) -> bool {
        self.added.count.load(Ordering::Relaxed) == self.ready.count.load(Ordering::Relaxed)
    }

    /// Calls the next helper, if there is something left for one, and nobody there.
    fn call_next(&self) {
        if !self.is_empty() && self.added.tasks.lock().is_to_call() {
            self.caller.call();
        }
    }

    /// The next task for a helper, who waits for one a little while. Has it just `come`?
    fn next(&self, come: bool) -> Option<Queued<'a>> {
        let (mut spin, mut relied_upon) = (None, come);
        loop {
            if let Some((task, moved)) = self.pop_and_see() {
                // T2: nobody was called for what is left, as long as somebody relied upon this helper.
                if relied_upon || moved {
                    self.call_next();
                }
                return Some(task);
            }
            self.added.tasks.lock().looking += 1;
            relied_upon = true;
            let mut patient = true;
            while self.is_empty() && patient {
                patient = spin.get_or_insert_with(Spin::start).once();
            }
            // Who added a task, and saw this helper looking, did so before under the same lock.
            let mut added = self.added.tasks.lock();
            added.looking -= 1;
            if !patient && self.is_empty() {
                return None;
            }
        }
    }
}

impl Added<'_> {
    /// Whether somebody is to be called for a task: nobody looks, and nobody is on the way.
    fn is_to_call(&mut self) -> bool {
        self.looking == 0 && !std::mem::replace(&mut self.called, true)
    }
}

impl<'a> Tasks<'a> {
    /// Returns its number.
    fn push(&mut self, task: Queued<'a>) -> usize {
        self.tasks.push_back(Some(task));
        self.first + self.tasks.len() - 1
    }

    fn pop(&mut self) -> Option<Queued<'a>> {
        let task = self.tasks.pop_front()?;
        self.first += 1;
        self.tidy();
        task
    }

    fn remove(&mut self, number: usize) -> Option<Queued<'a>> {
        let place = number.checked_sub(self.first)?;
        let task = self.tasks.get_mut(place)?.take();
        self.tidy();
        task
    }

    /// All of them go where there are none, and keep their numbers.
    fn move_to(&mut self, empty: &mut Tasks<'a>) {
        let next = self.first + self.tasks.len();
        std::mem::swap(self, empty);
        self.first = next;
    }

    /// Keeps a task at the front and one at the back, if there is one. (A number at the back is given out
    /// again: whoever had it has taken the task out.)
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
        self.added.tasks.lock().called = false;
        let mut come = true;
        while let Some(task) = self.next(std::mem::take(&mut come)) {
            task.run();
        }
    }
}
