//! A task of a scope, and its handle.

use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use super::Inner;
use crate::panic::let_go;
use crate::pool::{Runnable, Running};
use crate::sync::Arc;
use crate::task::core::{Core, Found};
use crate::task::wait;

pub(super) struct Shared<'s, T> {
    pub(super) core: Core<'s, T>,
    pub(super) scope: &'s Inner<'s>,
    pub(super) number: usize,
}

impl<T: Send> Shared<'_, T> {
    /// Runs it here, if nobody has begun it.
    fn run_here(&self) -> bool {
        // As deep in the calls around as whoever runs it; and in whatever `with_threads` that is in, as it
        // is in the scope's own.
        let begun = self.core.begin(Running::begin_here);
        let Some((running, work)) = begun else {
            return false;
        };
        let panic = self.core.run(running, work);
        self.scope.note_panic(self.number, panic);
        self.scope.one_less();
        true
    }
}

impl<T: Send> Runnable for Shared<'_, T> {
    fn run(self: Arc<Self>) {
        self.run_here();
    }
}

/// A task of a [`scope`](crate::scope): a handle to wait for it, or to ask it to end.
///
/// Dropping it leaves the task to the scope, which waits for it in any case. All methods are as those of
/// [`Task`](crate::Task).
pub struct ScopedTask<'s, T> {
    pub(super) shared: Option<Arc<Shared<'s, T>>>,
    /// In the queue.
    pub(super) place: usize,
}

impl<T> ScopedTask<'_, T> {
    /// Waits until the task has ended, and returns what it returned: see [`Task::join`](crate::Task::join).
    ///
    /// ```
    /// let x = 20;
    /// assert_eq!(abreast::scope(|s| s.spawn(|| x + 1).join()), 21);
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

    /// As [`join`](ScopedTask::join), but a panic is returned, and the scope does not panic for it.
    ///
    /// ```
    /// abreast::scope(|s| {
    ///     let task = s.spawn(|| "seven".parse::<i32>().unwrap());
    ///     assert!(task.try_join().is_err());
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// The payload of the task's panic.
    pub fn try_join(mut self) -> thread::Result<T>
    where
        T: Send,
    {
        let shared = self.take();
        if shared.run_here() {
            self.leave_queue(&shared);
            return shared.core.result();
        }
        wait(&shared.core)
    }

    /// Waits until the task has ended, but no longer than `limit`: see
    /// [`Task::join_timeout`](crate::Task::join_timeout).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// abreast::scope(|s| {
    ///     let task = s.spawn(|| 42);
    ///     if let Ok(answer) = task.join_timeout(Duration::from_millis(10)) {
    ///         assert_eq!(answer, 42);
    ///     }
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// The task itself, if it has not ended by then.
    ///
    /// # Panics
    ///
    /// With the task's own panic.
    pub fn join_timeout(mut self, limit: Duration) -> Result<T, Self> {
        if !self.shared().core.wait_for(limit) {
            return Err(self);
        }
        let result = self.take().core.result();
        Ok(result.unwrap_or_else(|panic| resume_unwind(panic)))
    }

    /// Whether the task has ended. Does not wait.
    ///
    /// ```
    /// abreast::scope(|s| {
    ///     let task = s.spawn(|| 1);
    ///     let finished: bool = task.is_finished();
    ///     # let _ = finished;
    ///     assert_eq!(task.join(), 1);
    /// });
    /// ```
    pub fn is_finished(&self) -> bool {
        self.shared().core.is_over()
    }

    /// Asks the task to end, and waits until it has: see [`Task::cancel`](crate::Task::cancel).
    ///
    /// ```
    /// abreast::scope(|s| {
    ///     let task = s.spawn(|| 7);
    ///     assert!(matches!(task.cancel(), None | Some(7)));
    /// });
    /// ```
    pub fn cancel(mut self) -> Option<T> {
        let shared = self.take();
        let result = match shared.core.find() {
            Found::Unbegun(work) => {
                self.leave_queue(&shared);
                let mut panics = crate::panic::FirstPanic::default();
                panics.of(|| drop(work));
                shared.scope.one_less();
                panics.go_on();
                return None;
            }
            Found::Begun(running) => {
                running.cancel();
                wait(&shared.core)
            }
            Found::Over(result) => result,
        };
        result.map_err(let_go).ok()
    }

    fn leave_queue(&self, shared: &Shared<'_, T>) {
        drop(shared.scope.queue.remove(self.place));
    }
}

impl<'s, T> ScopedTask<'s, T> {
    fn shared(&self) -> &Shared<'s, T> {
        self.shared.as_ref().expect("taken with the handle")
    }

    fn take(&mut self) -> Arc<Shared<'s, T>> {
        self.shared.take().expect("taken with the handle")
    }
}

impl<T> Drop for ScopedTask<'_, T> {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.take() {
            if let Some(Err(panic)) = shared.core.detach() {
                shared.scope.note_panic(shared.number, Some(panic));
            }
        }
    }
}

impl<T> std::fmt::Debug for ScopedTask<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let finished = self
            .shared
            .as_ref()
            .is_none_or(|shared| shared.core.is_over());
        f.debug_struct("ScopedTask")
            .field("is_finished", &finished)
            .finish_non_exhaustive()
    }
}
