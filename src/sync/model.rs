//! The facade as the models see it: loom's primitives with the faces of the real ones.
//!
//! Where the two differ the stand-in is the weaker one, so that what holds here holds there. Whether a queue is empty is
//! a relaxed look that says nothing of anything else. A wait with a limit is over at once: sooner than any real one, and
//! the others may still do anything before it is noticed.

use std::ops::{Deref, DerefMut};
use std::sync::atomic as real;
use std::time::Duration;

use loom::sync as loomed;

pub(crate) use loom::hint::spin_loop;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
pub(crate) use loom::{thread, thread_local};

// The real one, trusted: loom's cannot be a method's `self`.
pub(crate) use std::sync::Arc;

/// How many executions have begun; and which of them, a model's, is to do without fences.
static EXECUTION: real::AtomicUsize = real::AtomicUsize::new(0);
static FENCES: real::AtomicBool = real::AtomicBool::new(true);

/// Runs `scene` in every way in which its threads can meet with at most three preemptions.
pub(crate) fn check(scene: impl Fn() + Sync + Send + 'static) {
    check_within(3, scene);
}

/// The same with two preemptions, for a scene of so many threads that three take minutes, unless `MODEL_PREEMPTIONS`
/// says otherwise.
pub(crate) fn check_large(scene: impl Fn() + Sync + Send + 'static) {
    let asked = std::env::var("MODEL_PREEMPTIONS").ok();
    check_within(asked.map_or(2, |n| n.parse().unwrap()), scene);
}

fn check_within(preemptions: usize, scene: impl Fn() + Sync + Send + 'static) {
    let mut all = loom::model::Builder::new();
    all.preemption_bound = Some(preemptions);
    all.check(move || {
        EXECUTION.fetch_add(1, real::Ordering::SeqCst);
        scene();
    });
}

/// The same in a world whose fences do nothing: for canaries.
pub(crate) fn check_without_fences(scene: impl Fn() + Sync + Send + 'static) {
    FENCES.store(false, real::Ordering::SeqCst);
    check(scene);
}

pub(crate) fn fence(ordering: Ordering) {
    if FENCES.load(real::Ordering::SeqCst) {
        loomed::atomic::fence(ordering);
    }
}

/// A value of its own in every execution.
pub(crate) struct OnceLock<T: 'static> {
    value: std::sync::Mutex<Option<(usize, &'static T)>>,
}

impl<T> OnceLock<T> {
    pub(crate) const fn new() -> Self {
        OnceLock {
            value: std::sync::Mutex::new(None),
        }
    }

    pub(crate) fn get_or_init(&self, init: impl FnOnce() -> T) -> &'static T {
        let now = EXECUTION.load(real::Ordering::SeqCst);
        let mut value = self.value.lock().unwrap();
        match *value {
            Some((then, value)) if then == now => value,
            _ => value.insert((now, Box::leak(Box::new(init())))).1,
        }
    }
}

/// Something that one thread of a scene waits for and others do.
#[derive(Default)]
pub(crate) struct Signal {
    given: Mutex<usize>,
    bell: Condvar,
}

impl Signal {
    pub(crate) fn give(&self) {
        *self.given.lock() += 1;
        self.bell.0.notify_all();
    }

    pub(crate) fn is_given(&self) -> bool {
        *self.given.lock() > 0
    }

    pub(crate) fn wait_for(&self, n: usize) {
        self.bell
            .wait_while(&mut self.given.lock(), |given| *given < n);
    }
}

#[derive(Default)]
pub(crate) struct Mutex<T>(loomed::Mutex<T>);

pub(crate) struct MutexGuard<'a, T> {
    /// Always there, except while a condition variable waits with it.
    guard: Option<loomed::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Mutex(loomed::Mutex::new(value))
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        let guard = self.0.lock().ok();
        MutexGuard { guard }
    }

    #[track_caller]
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        let guard = Some(self.0.try_lock().ok()?);
        Some(MutexGuard { guard })
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap()
    }

    pub(crate) fn into_inner(self) -> T {
        self.0.into_inner().unwrap()
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.guard.as_ref().unwrap()
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.as_mut().unwrap()
    }
}

#[derive(Default)]
pub(crate) struct Condvar(loomed::Condvar);

impl Condvar {
    pub(crate) fn new() -> Self {
        Condvar::default()
    }

    #[track_caller]
    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    #[track_caller]
    pub(crate) fn wait<T>(&self, guard: &mut MutexGuard<'_, T>) {
        let waiting = guard.guard.take().unwrap();
        guard.guard = self.0.wait(waiting).ok();
    }

    #[track_caller]
    pub(crate) fn wait_while<T>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut goes_on: impl FnMut(&mut T) -> bool,
    ) {
        while goes_on(guard) {
            self.wait(guard);
        }
    }

    pub(crate) fn wait_while_for<T>(
        &self,
        _guard: &mut MutexGuard<'_, T>,
        _goes_on: impl FnMut(&mut T) -> bool,
        _limit: Duration,
    ) {
    }
}

#[derive(Default)]
pub(crate) struct RwLock<T>(loomed::RwLock<T>);

impl<T> RwLock<T> {
    #[track_caller]
    pub(crate) fn read(&self) -> loomed::RwLockReadGuard<'_, T> {
        self.0.read().unwrap()
    }

    #[track_caller]
    pub(crate) fn write(&self) -> loomed::RwLockWriteGuard<'_, T> {
        self.0.write().unwrap()
    }
}

/// `crossbeam_deque`, as far as it is used.
pub(crate) mod deque {
    use std::collections::VecDeque;

    use super::{Arc, AtomicUsize, Mutex, Ordering};

    pub(crate) enum Steal<T> {
        Empty,
        Success(T),
        #[allow(dead_code, reason = "the real one may ask for another try")]
        Retry,
    }

    struct Queue<T> {
        items: Mutex<VecDeque<T>>,
        /// Changes under the lock, and is read without.
        len: AtomicUsize,
    }

    impl<T> Queue<T> {
        fn new() -> Self {
            Queue {
                items: Mutex::default(),
                len: AtomicUsize::new(0),
            }
        }

        fn push(&self, item: T) {
            let mut items = self.items.lock();
            items.push_back(item);
            self.len.fetch_add(1, Ordering::Relaxed);
        }

        fn pop(&self) -> Option<T> {
            let mut items = self.items.lock();
            let item = items.pop_front()?;
            self.len.fetch_sub(1, Ordering::Relaxed);
            Some(item)
        }

        fn steal(&self) -> Steal<T> {
            self.pop().map_or(Steal::Empty, Steal::Success)
        }

        fn is_empty(&self) -> bool {
            self.len.load(Ordering::Relaxed) == 0
        }
    }

    pub(crate) struct Injector<T>(Queue<T>);

    impl<T> Injector<T> {
        pub(crate) fn new() -> Self {
            Injector(Queue::new())
        }

        pub(crate) fn push(&self, item: T) {
            self.0.push(item);
        }

        pub(crate) fn steal(&self) -> Steal<T> {
            self.0.steal()
        }

        pub(crate) fn is_empty(&self) -> bool {
            self.0.is_empty()
        }
    }

    pub(crate) struct Worker<T>(Arc<Queue<T>>);

    pub(crate) struct Stealer<T>(Arc<Queue<T>>);

    impl<T> Worker<T> {
        pub(crate) fn new_fifo() -> Self {
            Worker(Arc::new(Queue::new()))
        }

        pub(crate) fn stealer(&self) -> Stealer<T> {
            Stealer(Arc::clone(&self.0))
        }

        pub(crate) fn push(&self, item: T) {
            self.0.push(item);
        }

        pub(crate) fn pop(&self) -> Option<T> {
            self.0.pop()
        }
    }

    impl<T> Stealer<T> {
        pub(crate) fn steal(&self) -> Steal<T> {
            self.0.steal()
        }

        pub(crate) fn is_empty(&self) -> bool {
            self.0.is_empty()
        }
    }
}

/// What a stream's batches come by.
pub(crate) mod channel {
    use std::collections::VecDeque;

    use super::{Arc, Mutex};

    pub(crate) struct Sender<T>(Arc<Mutex<VecDeque<T>>>);
    pub(crate) struct Receiver<T>(Arc<Mutex<VecDeque<T>>>);

    pub(crate) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
        let queue = Arc::<Mutex<VecDeque<T>>>::default();
        (Sender(Arc::clone(&queue)), Receiver(queue))
    }

    impl<T> Sender<T> {
        pub(crate) fn send(&self, item: T) -> Result<(), T> {
            self.0.lock().push_back(item);
            Ok(())
        }
    }

    impl<T> Receiver<T> {
        pub(crate) fn try_recv(&self) -> Result<T, ()> {
            self.0.lock().pop_front().ok_or(())
        }

        pub(crate) fn try_iter(&self) -> impl Iterator<Item = T> {
            std::iter::from_fn(|| self.try_recv().ok())
        }

        pub(crate) fn is_empty(&self) -> bool {
            self.0.lock().is_empty()
        }
    }
}
