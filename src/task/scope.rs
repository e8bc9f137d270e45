//! Tasks that borrow, in a scope that does not end before they have.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;
use std::time::Duration;

use super::core::{Core, Found, ignore};
use crate::panic::{Payload, let_go};
use crate::pool::{Call, Caller, Calls, Runnable, Running, TaskQueue, team, with_crew};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering, fence};

/// Runs `f`, which spawns tasks that may borrow whatever is around the call; returns when all of them have
/// ended.
///
/// The shape is that of [`std::thread::scope`], but a task costs no thread: as many tasks are at work as
/// there are threads, the calling one included, which does tasks itself once `f` has returned. Tasks may
/// spawn further tasks, without end, and without more stack for each: work that grows, such as the walk
/// through a tree of folders, needs no recursion. They begin in the order in which they are spawned.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// use abreast::{Scope, scope};
///
/// struct Tree(Vec<Tree>);
///
/// fn count<'s>(tree: &'s Tree, all: &'s AtomicUsize, s: &'s Scope<'s, '_>) {
///     all.fetch_add(1, Ordering::Relaxed);
///     for branch in &tree.0 {
///         s.spawn(move || count(branch, all, s));
///     }
/// }
///
/// let tree = Tree(vec![Tree(vec![]), Tree(vec![Tree(vec![])])]);
/// let all = AtomicUsize::new(0);
/// scope(|s| count(&tree, &all, s));
/// assert_eq!(all.into_inner(), 4);
/// ```
///
/// What the tasks borrow outlives the scope:
///
/// ```compile_fail,E0597
/// abreast::scope(|s| {
///     let text = String::from("inside");
///     s.spawn(|| text.len()); // `text` does not live long enough
/// });
/// ```
///
/// # Panics
///
/// With the panic of `f`, if it panics. Otherwise, if tasks panicked that nobody has joined, with the
/// panic of the one that was spawned first. The other tasks run all the same.
pub fn scope<'env, F, R>(f: F) -> R
where
    F: for<'s> FnOnce(&'s Scope<'s, 'env>) -> R,
{
    let scope = Scope {
        inner: Inner {
            queue: ManuallyDrop::new(TaskQueue::new(Helpers::default())),
            under_way: AtomicUsize::new(0),
            spawned: AtomicUsize::new(0),
            owner_waits: AtomicBool::new(false),
            first_panic: Mutex::new(None),
        },
        env: PhantomData,
    };
    let team = team();
    let waiting = team.has_one_each(1);
    let result = with_crew(team.threads, waiting, &*scope.inner.queue, |calls| {
        *scope.inner.queue.caller.0.lock() = Some(calls.caller());
        let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
        scope.inner.do_all(calls);
        result
    });
    scope.inner.queue.clear();
    scope.inner.queue.caller.0.lock().take();
    let first_panic = scope.inner.first_panic.lock().take();
    match (result, first_panic) {
        (Ok(result), None) => result,
        (Ok(result), Some((_, panic))) => {
            crate::panic::drop_quietly(result);
            resume_unwind(panic)
        }
        (Err(panic), other) => {
            ignore(other.map(|(_, panic)| panic));
            resume_unwind(panic)
        }
    }
}

/// A scope in which tasks are spawned, made by [`scope`].
///
/// It is handed to tasks by reference, so that they can spawn further ones.
pub struct Scope<'s, 'env: 's> {
    inner: Inner<'s>,
    env: PhantomData<&'env mut &'env ()>,
}

/// What a scope's tasks, and their handles, know of it.
struct Inner<'s> {
    /// Cleared at the end, so that it needs no destructor: that could look at what tasks borrow of the
    /// scope itself.
    queue: ManuallyDrop<TaskQueue<'s, Helpers>>,
    /// How many tasks have not ended yet.
    under_way: AtomicUsize,
    spawned: AtomicUsize,
    /// The owner is about to wait, and looks at the queue once more; or waits.
    owner_waits: AtomicBool,
    /// Of all that nobody took: by number.
    first_panic: Mutex<Option<(usize, Payload)>>,
}

/// Calls the scope's helpers, once there are any.
#[derive(Default)]
struct Helpers(Mutex<Option<Caller>>);

impl Helpers {
    fn caller(&self) -> Option<Caller> {
        self.0.lock().clone()
    }
}

impl Call for Helpers {
    fn call(&self) {
        if let Some(caller) = self.caller() {
            caller.call();
        }
    }
}

impl<'s> Inner<'s> {
    /// The calling thread's part when `f` has returned: tasks, as long as there are some, and then to wait
    /// for those of others.
    fn do_all(&self, calls: &Calls) {
        loop {
            while let Some(task) = self.queue.pop() {
                task.run();
            }
            if self.under_way.load(Ordering::Acquire) == 0 {
                return;
            }
            let is_over = || self.under_way.load(Ordering::Acquire) == 0;
            self.owner_waits.store(true, Ordering::Relaxed);
            // With that in `note_spawned`: the owner sees the task, or whoever has queued it sees the owner.
            fence(Ordering::SeqCst);
            calls.wait_until_stirred(|| !self.queue.is_empty() || is_over());
            self.owner_waits.store(false, Ordering::Relaxed);
        }
    }

    /// A task has ended, or never will be begun.
    fn one_less(&self) {
        let last = self.under_way.fetch_sub(1, Ordering::Release) == 1;
        if last {
            self.stir();
        }
    }

    /// A task was queued. Usually the owner is at work, and then that is all.
    fn note_spawned(&self) {
        fence(Ordering::SeqCst);
        if self.owner_waits.load(Ordering::Relaxed) {
            self.stir();
        }
    }

    fn stir(&self) {
        if let Some(caller) = self.queue.caller.caller() {
            caller.stir_owner();
        }
    }

    fn note_panic(&self, number: usize, panic: Option<Payload>) {
        let Some(panic) = panic else { return };
        let mut first = self.first_panic.lock();
        let other = match &*first {
            Some((before, _)) if *before < number => Some(panic),
            _ => first.replace((number, panic)).map(|(_, panic)| panic),
        };
        drop(first);
        ignore(other);
    }
}

impl<'s> Scope<'s, '_> {
    /// Spawns a task in this scope, and returns a handle to it at once.
    ///
    /// It is run by a helper, by whoever joins it, or at last by the thread that opened the scope. A handle
    /// that is dropped leaves the task to the scope, which waits for it.
    ///
    /// ```
    /// let words = ["side", "by", "side"];
    /// let longest = abreast::scope(|s| {
    ///     let lengths = words.map(|word| s.spawn(move || word.len()));
    ///     lengths.into_iter().map(|len| len.join()).max()
    /// });
    /// assert_eq!(longest, Some(4));
    /// ```
    pub fn spawn<T, F>(&'s self, f: F) -> ScopedTask<'s, T>
    where
        F: FnOnce() -> T + Send + 's,
        T: Send + 's,
    {
        let inner = &self.inner;
        inner.under_way.fetch_add(1, Ordering::Relaxed);
        let number = inner.spawned.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::new(Shared {
            core: Core::new(Box::new(crate::trace::inherited(f))),
            scope: inner,
            number,
        });
        let place = inner
            .queue
            .push(Arc::clone(&shared) as Arc<dyn Runnable + 's>);
        // The owner may wait for those under way.
        inner.note_spawned();
        ScopedTask {
            shared: Some(shared),
            place,
        }
    }
}

struct Shared<'s, T> {
    core: Core<'s, T>,
    scope: &'s Inner<'s>,
    number: usize,
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

/// A task of a [`scope`]: a handle to wait for it, or to ask it to end.
///
/// Dropping it leaves the task to the scope, which waits for it in any case. All methods are as those of
/// [`Task`](crate::Task).
pub struct ScopedTask<'s, T> {
    shared: Option<Arc<Shared<'s, T>>>,
    /// In the queue.
    place: usize,
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
        super::wait(&shared.core)
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
                super::wait(&shared.core)
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
