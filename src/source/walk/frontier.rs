//! The nodes that are known and not yet taken, in order.
//!
//! While one thread is alone, this is a plain loop's stack, and it has it to itself. Where several work, the
//! nodes stand in a list that all of them see. Any thread takes the foremost nodes whose children nobody has
//! looked for, calls `children` outside of the lock, and puts what it found behind each node. A node is
//! taken out at the front, once its children are known.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::list::{AT_A_TIME, List, NONE, State};
use crate::drive::{Ahead, Clock};
use crate::panic::drop_quietly;
use crate::sync::{Arc, AtomicBool, Condvar, Mutex, MutexGuard, Ordering};

/// So many nanoseconds after a thread has begun to look for children, it leaves the nodes that it has not
/// come to, which another may take: a few times what it costs to take some.
const QUICK: f32 = 5_000.0;

/// What all threads of a walk share.
pub struct Frontier<T, F> {
    children: F,
    /// Several threads work: the nodes are in the list.
    shared: AtomicBool,
    list: Mutex<List<T>>,
    /// Nodes have come in, or could be taken; or nobody pulls any more.
    changed: Condvar,
}

impl<T, F, I> Frontier<T, F>
where
    F: Fn(&T) -> I,
    I: IntoIterator<Item = T>,
{
    pub(super) fn new(children: F) -> Self {
        Frontier {
            children,
            shared: AtomicBool::new(false),
            list: Mutex::new(List::new()),
            changed: Condvar::new(),
        }
    }

    fn is_shared(&self) -> bool {
        self.shared.load(Ordering::Relaxed)
    }

    /// Puts the nodes of a stack into the list, which others may wait for.
    fn take_over(&self, stack: Vec<T>) {
        let mut list = self.list.lock();
        list.insert(NONE, stack.into_iter().rev());
        self.tell(list);
    }

    /// Looks for the children of some nodes, if there are such; else waits for a change.
    fn look_or_wait<'f>(&'f self, mut list: MutexGuard<'f, List<T>>) -> MutexGuard<'f, List<T>> {
        let begun = list.begin();
        if begun.is_empty() {
            list.waiting += 1;
            self.changed.wait(&mut list);
            list.waiting -= 1;
            return list;
        }
        drop(list);
        self.look(begun);
        self.list.lock()
    }

    /// Looks for the children of some nodes. If that panics, the panic takes the place of the node. Nodes
    /// that are left when this has taken some time are new again.
    fn look(&self, begun: Vec<(usize, T)>) {
        let clock = Clock::start();
        let mut begun = begun.into_iter();
        while let Some((at, node)) = begun.next() {
            let found = catch_unwind(AssertUnwindSafe(|| {
                (self.children)(&node).into_iter().collect::<Vec<T>>()
            }));
            let found = match found {
                Ok(children) => Ok((node, children)),
                Err(panic) => {
                    drop_quietly(node);
                    Err(panic)
                }
            };
            let is_quick = clock.nanos_at_a_glance() < QUICK;
            let mut list = self.list.lock();
            list.known(at, found);
            list.at_a_time = match is_quick {
                true => (2 * list.at_a_time).min(AT_A_TIME),
                false => 1,
            };
            if !is_quick {
                list.put_back(begun.by_ref());
            }
            self.tell(list);
        }
    }

    fn tell(&self, list: impl std::ops::Deref<Target = List<T>>) {
        let waiting = list.waiting > 0;
        drop(list);
        if waiting {
            self.changed.notify_all();
        }
    }

    /// The next node of the list, for the thread whose turn it is.
    fn next(&self) -> Option<T> {
        let mut list = self.list.lock();
        loop {
            if list.ended || list.front == NONE {
                return None;
            }
            let front = list.front;
            if let State::Known(_) | State::Panicked(_) = list.slots[front].state {
                let state = list.pop();
                // Those who found no room are told when half of it is free, and not for each node.
                if list.room() == list.most_ahead() / 2 {
                    self.tell(list);
                } else {
                    drop(list);
                }
                match state {
                    State::Known(node) => return Some(node),
                    State::Panicked(panic) => resume_unwind(panic),
                    State::New(_) | State::Begun | State::Free => unreachable!("just looked"),
                }
            }
            list = self.look_or_wait(list);
        }
    }
}

/// Whoever waits looks for children.
impl<T, F, I> Ahead for Frontier<T, F>
where
    F: Fn(&T) -> I,
    I: IntoIterator<Item = T>,
{
    fn share(&self, threads: usize) {
        if threads > 1 {
            self.list.lock().threads = threads;
            // Never taken back: the nodes stay in the list.
            self.shared.store(true, Ordering::Relaxed);
        }
    }

    fn end(&self) {
        self.list.lock().ended = true;
        self.changed.notify_all();
    }

    fn in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        let mut list = self.list.lock();
        while list.pulling {
            list = self.look_or_wait(list);
        }
        list.pulling = true;
        drop(list);
        let _turn = Turn(self);
        Some(deal())
    }

    fn try_in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        let pulling = std::mem::replace(&mut self.list.lock().pulling, true);
        (!pulling).then(|| {
            let _turn = Turn(self);
            deal()
        })
    }
}

/// Ends a thread's turn.
struct Turn<'f, T, F>(&'f Frontier<T, F>);

impl<T, F> Drop for Turn<'_, T, F> {
    fn drop(&mut self) {
        let mut list = self.0.list.lock();
        list.pulling = false;
        let waiting = list.waiting > 0;
        drop(list);
        if waiting {
            self.0.changed.notify_all();
        }
    }
}

/// All nodes, in the order of a depth-first loop.
#[doc(hidden)]
pub struct Nodes<T, F> {
    frontier: Arc<Frontier<T, F>>,
    /// The nodes to come, the next one last, as long as they are not in the list.
    stack: Vec<T>,
}

impl<T, F> Nodes<T, F> {
    pub(super) fn new(root: T, frontier: Arc<Frontier<T, F>>) -> Self {
        let stack = vec![root];
        Nodes { frontier, stack }
    }
}

impl<T, F, I> Iterator for Nodes<T, F>
where
    F: Fn(&T) -> I,
    I: IntoIterator<Item = T>,
{
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.frontier.is_shared() {
            if !self.stack.is_empty() {
                self.frontier.take_over(mem::take(&mut self.stack));
            }
            return self.frontier.next();
        }
        let node = self.stack.pop()?;
        let from = self.stack.len();
        self.stack.extend((self.frontier.children)(&node));
        self.stack[from..].reverse();
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.stack.len() + self.frontier.list.lock().len, None)
    }
}
