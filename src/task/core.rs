//! A task: its closure until somebody begins it, and then what came of that.

#[cfg(all(test, loom))]
mod model;

use std::task::Waker;
use std::thread;
use std::time::Duration;

use crate::panic::{FirstPanic, Payload, let_go};
use crate::pool::Running;
use crate::sync::{Condvar, Mutex};

type Work<'a, T> = Box<dyn FnOnce() -> T + Send + 'a>;

/// What a task's handle and whoever runs it share.
///
/// INVARIANT (T1, begun once): the closure is taken out of `Queued` under the lock, by the one who then
/// runs or drops it. What came of it is put in under the lock, once, and taken out once.
pub(super) struct Core<'a, T> {
    shared: Mutex<Shared<'a, T>>,
    /// Told when the task is over, to who waits for that with a limit.
    over: Condvar,
}

struct Shared<'a, T> {
    state: State<'a, T>,
    waker: Option<Waker>,
    /// There is no handle any more: nobody wants what comes of it.
    detached: bool,
}

enum State<'a, T> {
    Queued(Work<'a, T>),
    Begun(Running),
    Over(thread::Result<T>),
    /// It was dropped unbegun, or what came of it was taken.
    Gone,
}

/// What a handle finds.
pub(super) enum Found<'a, T> {
    Unbegun(Work<'a, T>),
    Begun(Running),
    Over(thread::Result<T>),
}

impl<'a, T> Core<'a, T> {
    pub(super) fn new(work: Work<'a, T>) -> Self {
        Core {
            shared: Mutex::new(Shared {
                state: State::Queued(work),
                waker: None,
                detached: false,
            }),
            over: Condvar::new(),
        }
    }

    /// Takes the closure in order to run it, if nobody has: `begin` says where it runs, for others to see.
    pub(super) fn begin(&self, begin: impl FnOnce() -> Running) -> Option<(Running, Work<'a, T>)> {
        let mut shared = self.shared.lock();
        match std::mem::replace(&mut shared.state, State::Gone) {
            State::Queued(work) => {
                let running = begin();
                shared.state = State::Begun(running.clone());
                Some((running, work))
            }
            other => {
                shared.state = other;
                None
            }
        }
    }

    /// Runs it, here and now, and shows everybody what came of that. Does not panic.
    ///
    /// Answers with the panic in which it ended, if nobody is there to take it.
    pub(super) fn run(&self, running: Running, work: Work<'a, T>) -> Option<Payload> {
        let result = running.run(work);
        let (unwanted, waker) = {
            let mut shared = self.shared.lock();
            let unwanted = if shared.detached {
                shared.state = State::Gone;
                Some(result)
            } else {
                shared.state = State::Over(result);
                None
            };
            (unwanted, shared.waker.take())
        };
        self.over.notify_all();
        running.end();
        let mut panics = FirstPanic::default();
        panics.of(|| waker.into_iter().for_each(Waker::wake));
        let panic = match unwanted {
            Some(Err(panic)) => Some(panic),
            Some(Ok(value)) => {
                panics.of(|| drop(value));
                None
            }
            None => None,
        };
        panics.let_go();
        panic
    }

    /// Takes whatever there is for the handle: the closure if it is unbegun, or else what came of it.
    pub(super) fn find(&self) -> Found<'a, T> {
        let mut shared = self.shared.lock();
        match std::mem::replace(&mut shared.state, State::Gone) {
            State::Queued(work) => Found::Unbegun(work),
            State::Begun(running) => {
                shared.state = State::Begun(running.clone());
                Found::Begun(running)
            }
            State::Over(result) => Found::Over(result),
            State::Gone => unreachable!("a handle takes what it finds once"),
        }
    }

    /// What came of it, once it has ended.
    pub(super) fn result(&self) -> thread::Result<T> {
        match self.find() {
            Found::Over(result) => result,
            Found::Unbegun(_) | Found::Begun(_) => unreachable!("it was seen to have ended"),
        }
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.shared.lock().state, State::Over(_))
    }

    /// Waits until it is over, and no longer than this; says whether it is.
    pub(super) fn wait_for(&self, limit: Duration) -> bool {
        let mut shared = self.shared.lock();
        let is_under_way = |shared: &mut Shared<'a, T>| !matches!(shared.state, State::Over(_));
        // (A limit beyond what a clock can say is none.)
        self.over.wait_while_for(&mut shared, is_under_way, limit);
        !is_under_way(&mut shared)
    }

    /// What came of it, if it is over; else `waker` is told when it is, in place of any before.
    pub(super) fn poll(&self, waker: &Waker) -> Option<thread::Result<T>> {
        let mut shared = self.shared.lock();
        if let State::Over(_) = shared.state {
            let over = std::mem::replace(&mut shared.state, State::Gone);
            let State::Over(result) = over else {
                unreachable!()
            };
            return Some(result);
        }
        assert!(
            !matches!(shared.state, State::Gone),
            "a task was polled after it had ended"
        );
        let before = match &shared.waker {
            Some(before) if before.will_wake(waker) => None,
            _ => shared.waker.replace(waker.clone()),
        };
        drop(shared);
        drop(before);
        None
    }

    /// The handle is gone. Answers with what came of the task, if that is there and nobody took it.
    pub(super) fn detach(&self) -> Option<thread::Result<T>> {
        let (over, waker) = {
            let mut shared = self.shared.lock();
            shared.detached = true;
            let over = matches!(shared.state, State::Over(_));
            let over = over.then(|| std::mem::replace(&mut shared.state, State::Gone));
            (over, shared.waker.take())
        };
        drop(waker);
        match over {
            Some(State::Over(result)) => Some(result),
            _ => None,
        }
    }
}

/// The panic of a task that nobody is to see.
pub(super) fn ignore(panic: Option<Payload>) {
    panic.into_iter().for_each(let_go);
}
