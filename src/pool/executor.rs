//! Who does the tasks that are spawned in a scope, or in none: workers that come when there is something to
//! do, and as many as the scope allows. It has no owner, and no thread waits for it.

use std::sync::Weak;

use super::desk::Desk;
use super::door::Door;
use super::fork::is_child;
use super::global::pool;
use super::here;
use super::lent::Kept;
use super::limits::default_threads;
use super::permit::Scope;
use super::queue::{Call, TaskQueue};
use super::running::Running;
use crate::panic::let_go;
use crate::sync::{Arc, Instant, OnceLock};

pub(crate) struct Executor {
    pub(crate) queue: Arc<TaskQueue<'static, AtDesk>>,
    door: Arc<Door>,
}

/// Calls workers to a desk of its own: whoever spawns a task may be a thread without one.
pub(crate) struct AtDesk {
    desk: Arc<Desk>,
    door: std::sync::OnceLock<Weak<Door>>,
}

/// The executor of a scope, or the one for all tasks that are spawned in none. (Of that, nobody counts the
/// references: its tasks begin and end on many threads.)
#[derive(Clone)]
pub(crate) enum Home {
    Anywhere,
    Scope(Arc<Executor>),
}

impl Home {
    /// That of tasks that are spawned on this thread now.
    pub(crate) fn here() -> Home {
        here::scope().map_or(Home::Anywhere, |scope| Home::Scope(Executor::of(&scope)))
    }

    pub(crate) fn executor(&self) -> &Executor {
        static ANYWHERE: OnceLock<Arc<Executor>> = OnceLock::new();
        match self {
            Home::Anywhere => ANYWHERE.get_or_init(|| Executor::new(None, default_threads())),
            Home::Scope(executor) => executor,
        }
    }
}

impl Executor {
    /// That of a scope, as long as it has tasks.
    fn of(scope: &Arc<Scope>) -> Arc<Executor> {
        let mut executor = scope.executor.lock();
        let known = executor
            .upgrade()
            .and_then(|any| any.downcast::<Executor>().ok());
        known.unwrap_or_else(|| {
            let new = Executor::new(Some(Arc::clone(scope)), scope.threads);
            let weak = Arc::downgrade(&new);
            *executor = weak;
            new
        })
    }

    pub(super) fn new(scope: Option<Arc<Scope>>, threads: usize) -> Arc<Executor> {
        let caller = AtDesk {
            desk: Arc::default(),
            door: std::sync::OnceLock::new(),
        };
        let queue = Arc::new(TaskQueue::new(caller));
        // There is a worker for tasks on a single processor, too.
        let expected = scope.is_some() || default_threads() == 1;
        let seats = threads.saturating_add(1);
        let door = Door::keeping(Arc::clone(&queue) as Kept, seats, expected, scope);
        queue.caller.door.get_or_init(|| Arc::downgrade(&door));
        Arc::new(Executor { queue, door })
    }

    /// One of its tasks begins, on the calling thread, whichever that is: it counts in the scope in which
    /// it was spawned.
    pub(crate) fn begin(&self) -> Running {
        Running::begin(self.door.scope().cloned())
    }
}

#[cfg(all(test, shuttle))]
impl Executor {
    /// Nobody comes any more, and whoever has come has left when this returns.
    pub(crate) fn shut(&self) {
        assert!(self.door.run_down().is_none());
    }
}

impl Call for AtDesk {
    fn call(&self) {
        let Some(door) = self.door.get().and_then(Weak::upgrade) else {
            return;
        };
        if is_child() {
            return;
        }
        let began = Instant::now();
        // Beside the thread that opened the scope, which may have left it.
        door.call_of(1, |_, workers| pool().want(None, workers));
        self.desk.add_lasting(&door);
        let announced = here::with(|here| {
            let queue = here.queue.borrow();
            pool().announce(&self.desk, queue.as_ref(), 1, door.expected, began);
        });
        if announced.is_none() {
            // A thread that is about to end.
            pool().announce(&self.desk, None, 1, door.expected, began);
        }
    }
}

/// There are no tasks any more, and no helper is needed for what those under way have left to do: they
/// leave by themselves.
impl Drop for Executor {
    fn drop(&mut self) {
        if let Some(panic) = self.door.run_down_but(|| usize::MAX) {
            let_go(panic);
        }
        self.queue.caller.desk.remove(&self.door);
    }
}
