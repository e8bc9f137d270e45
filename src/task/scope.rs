//! Tasks that borrow, in a scope that does not end before they have.

mod task;

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::core::{Core, ignore};
use crate::panic::Payload;
use crate::pool::{Call, Caller, Calls, Runnable, TaskQueue, team, with_crew};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering, fence};
pub use task::ScopedTask;
use task::Shared;

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
