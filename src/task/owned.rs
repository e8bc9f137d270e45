//! A task that owns what it uses, and its handle.

use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use super::core::{Core, Found, ignore};
use super::wait;
use crate::panic::let_go;
use crate::pool::{Home, Runnable, Running};
use crate::sync::{Arc, Mutex};

/// A task that owns what it uses, and the place where it is queued.
pub(super) struct Own<T> {
    pub(super) core: Core<'static, T>,
    /// As long as it is not over: so there is somebody who does it.
    pub(super) home: Mutex<Option<Home>>,
}

impl<T> Own<T> {
    fn running(&self) -> Running {
        let home = self.home.lock();
        let home = home.as_ref().expect("kept until it is over");
        home.executor().begin()
    }

    /// It is over, or will never be begun.
    fn needs_nobody(&self) {
        let home = self.home.lock().take();
        drop(home);
    }
}

impl<T: Send> Runnable for Own<T> {
    fn run(self: Arc<Self>) {
        if let Some((running, work)) = self.core.begin(|| self.running()) {
            ignore(self.core.run(running, work));
            self.needs_nobody();
        }
    }
}

/// A task, made by [`spawn`](crate::spawn): a handle to wait for it, to ask it to end, or to `await`.
///
/// Dropping the handle lets the task go on by itself. Then what it returns is dropped, and of a panic
/// there is only the message, as with a thread.
#[must_use = "a task goes on by itself if its handle is dropped; say so with `drop`, or join it"]
pub struct Task<T> {
    /// Taken out by whoever takes what comes of the task.
    pub(super) own: Option<Arc<Own<T>>>,
    pub(super) number: usize,
}

impl<T> Task<T> {
    /// Waits until the task has ended, and returns what it returned.
    ///
    /// If nobody has begun it yet, the calling thread does it itself, so that this ends however few threads
    /// there are. If it is under way, the calling thread helps the parallel calls made inside of it, and
    /// nothing else. Meanwhile it keeps its place in its `with_threads`: `n` tasks that wait for each other
    /// need `n + 1` threads.
    ///
    /// ```
    /// let task = abreast::spawn(|| "done");
    /// assert_eq!(task.join(), "done");
    /// ```
    ///
    /// # Panics
    ///
    /// With the task's own panic.
    pub fn join(self) -> T
    where
        T: Send,
    {
        self.try_join().unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// As [`join`](Task::join), but a panic is returned.
    ///
    /// ```
    /// let task = abreast::spawn(|| "seven".parse::<i32>().unwrap());
    /// assert!(task.try_join().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// The payload of the task's panic.
    pub fn try_join(mut self) -> thread::Result<T>
    where
        T: Send,
    {
        let own = self.take();
        match own.core.begin(|| own.running()) {
            Some((running, work)) => {
                self.leave_queue(&own);
                ignore(own.core.run(running, work));
                own.needs_nobody();
                own.core.result()
            }
            None => wait(&own.core),
        }
    }

    /// Waits until the task has ended, but no longer than `limit`.
    ///
    /// The calling thread only waits: a task that nobody has begun is left to the others.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let task = abreast::spawn(|| 42);
    /// match task.join_timeout(Duration::from_secs(60)) {
    ///     Ok(answer) => assert_eq!(answer, 42),
    ///     Err(task) => drop(task), // still under way
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// The task itself, if it has not ended by then.
    ///
    /// # Panics
    ///
    /// With the task's own panic.
    pub fn join_timeout(mut self, limit: Duration) -> Result<T, Task<T>> {
        if !self.core().wait_for(limit) {
            return Err(self);
        }
        let result = self.take().core.result();
        Ok(result.unwrap_or_else(|panic| resume_unwind(panic)))
    }

    /// Whether the task has ended. Does not wait.
    ///
    /// ```
    /// let task = abreast::spawn(|| 1);
    /// while !task.is_finished() {
    ///     std::thread::yield_now();
    /// }
    /// assert_eq!(task.join(), 1);
    /// ```
    pub fn is_finished(&self) -> bool {
        self.core().is_over()
    }

    /// Asks the task to end, and waits until it has.
    ///
    /// A task that nobody has begun never runs: its closure is dropped here and now. In a task that is
    /// under way, [`is_cancelled`](crate::is_cancelled) is `true` from now on, and this waits for its end, as
    /// [`join`](Task::join) does. Returns `Some` if the task came to its end with a value, whether or
    /// not it took notice; `None` if it was not begun, or if it panicked, which is ignored.
    ///
    /// ```
    /// let task = abreast::spawn(|| 7);
    /// assert!(matches!(task.cancel(), None | Some(7)));
    /// ```
    pub fn cancel(mut self) -> Option<T> {
        let own = self.take();
        let result = match own.core.find() {
            Found::Unbegun(work) => {
                self.leave_queue(&own);
                own.needs_nobody();
                drop(work);
                return None;
            }
            Found::Begun(running) => {
                running.cancel();
                wait(&own.core)
            }
            Found::Over(result) => result,
        };
        result.map_err(let_go).ok()
    }

    fn core(&self) -> &Core<'static, T> {
        &self.own.as_ref().expect("taken with the handle").core
    }

    fn take(&mut self) -> Arc<Own<T>> {
        self.own.take().expect("taken with the handle")
    }

    /// The queue needs nobody to come for it any more.
    fn leave_queue(&self, own: &Own<T>) {
        let home = own.home.lock().clone();
        let queued = home.and_then(|home| home.executor().queue.remove(self.number));
        drop(queued);
    }
}

/// The task's own panic goes on where it is polled.
impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let own = self
            .own
            .as_ref()
            .expect("a task was polled after it had ended");
        let Some(result) = own.core.poll(context.waker()) else {
            return Poll::Pending;
        };
        self.own = None;
        Poll::Ready(result.unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if let Some(own) = self.own.take() {
            if let Some(Err(panic)) = own.core.detach() {
                let_go(panic);
            }
        }
    }
}

impl<T> std::fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let finished = self.own.as_ref().is_none_or(|own| own.core.is_over());
        f.debug_struct("Task")
            .field("is_finished", &finished)
            .finish_non_exhaustive()
    }
}
