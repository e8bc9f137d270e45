//! A queue of tasks: each is run once, also one that is added while the last helper is about to leave.

use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};
use std::sync::{OnceLock as Once, Weak};

use super::*;
use crate::sync::model::{Signal, check};
use crate::sync::thread;

/// A task that is to be run once.
struct Task {
    ran: Plain,
    done: Arc<Signal>,
}

impl Runnable for Task {
    fn run(self: Arc<Self>) {
        assert_eq!(self.ran.fetch_add(1, SeqCst), 0, "taken twice");
        self.done.give();
    }
}

type Queue = TaskQueue<'static, Threads>;

/// Calls helpers that come as threads of their own.
struct Threads {
    queue: Once<Weak<Queue>>,
    help: fn(&Queue),
}

impl Call for Threads {
    fn call(&self) {
        let queue = self.queue.get().and_then(Weak::upgrade);
        let queue = queue.expect("whoever adds a task has the queue");
        let help = self.help;
        thread::spawn(move || help(&queue));
    }
}

/// So many tasks are added, the next one as soon as the one before was, and nobody but the helpers does them.
fn tasks(n: usize, help: fn(&Queue)) {
    let queue = Arc::new(TaskQueue::new(Threads {
        queue: Once::new(),
        help,
    }));
    let _ = queue.caller.queue.set(Arc::downgrade(&queue));
    let done = Arc::<Signal>::default();
    for _ in 0..n {
        queue.push(Arc::new(Task {
            ran: Plain::new(0),
            done: Arc::clone(&done),
        }));
    }
    done.wait_for(n);
}

#[test]
fn what_is_added_is_done() {
    check(|| tasks(1, Queue::help));
}

#[test]
fn what_is_added_while_a_helper_leaves_is_done() {
    check(|| tasks(2, Queue::help));
}

/// It has said that it looks, and whoever adds a task relies on that.
fn leave_without_a_look(queue: &Queue) {
    queue.added.tasks.lock().called = false;
    while let Some(task) = queue.pop() {
        task.run();
    }
    queue.added.tasks.lock().looking += 1;
    queue.added.tasks.lock().looking -= 1;
}

#[test]
fn canary_a_helper_leaves_without_a_look() {
    check(|| tasks(2, leave_without_a_look));
}
