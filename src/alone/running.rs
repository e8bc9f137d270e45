//! A task that is under way, as others see it: who waits for it, or asks it to end.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crate::sync::{Arc, AtomicBool, Condvar, Mutex, Ordering, thread_local};

thread_local! {
    /// The innermost task that this thread is at.
    static HERE: RefCell<Option<Running>> = const { RefCell::new(None) };
}

#[derive(Clone)]
pub(crate) struct Running {
    state: Arc<State>,
}

struct State {
    cancelled: AtomicBool,
    /// What it is a part of.
    around: Option<Running>,
    over: Mutex<bool>,
    ended: Condvar,
}

impl Running {
    /// On the thread that is to run it.
    pub(super) fn begin() -> Running {
        Running::begin_in(None)
    }

    /// The same of a task that is a part of what this thread is in.
    pub(crate) fn begin_here() -> Running {
        Running::begin_in(here())
    }

    fn begin_in(around: Option<Running>) -> Running {
        let state = State {
            cancelled: AtomicBool::new(false),
            around,
            over: Mutex::default(),
            ended: Condvar::new(),
        };
        Running {
            state: Arc::new(state),
        }
    }

    /// Runs it, on the thread that has begun it. [`end`](Running::end) is to follow.
    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> thread::Result<R> {
        let around = replace_here(Some(self.clone()));
        let result = catch_unwind(AssertUnwindSafe(work));
        replace_here(around);
        result
    }

    /// It has come to its end, and everybody can see that.
    pub(crate) fn end(self) {
        *self.state.over.lock() = true;
        self.state.ended.notify_all();
    }

    /// Waits until it has ended, on another thread of the program.
    pub(crate) fn wait(&self) {
        let mut over = self.state.over.lock();
        while !*over {
            self.state.ended.wait(&mut over);
        }
    }

    /// Asks it to end.
    pub(crate) fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }
}

fn here() -> Option<Running> {
    HERE.try_with(|here| here.borrow().clone()).ok().flatten()
}

fn replace_here(running: Option<Running>) -> Option<Running> {
    HERE.try_with(|here| here.replace(running)).ok().flatten()
}

/// Whether the task in which this is called was asked to end, or one that it is a part of.
pub(crate) fn is_cancelled() -> bool {
    let tasks = std::iter::successors(here(), |task| task.state.around.clone());
    tasks
        .into_iter()
        .any(|task| task.state.cancelled.load(Ordering::Relaxed))
}
