//! `crossbeam_deque`, as far as it is used.

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
