//! Scenes: whole calls, by way of the crate's public face, on the real pool, which starts in each schedule
//! anew. Where a model goes through one protocol in every way, a scene goes through all of them together in
//! many (`ci/scenes`).
//!
//! Each is held to what the sequential iterator answers; to every item being done once; and to everything
//! being dropped once. A lost wake-up is a deadlock: nobody waits for somebody who may come late, but for
//! somebody who is needed.
//!
//! `ABREAST_NUM_THREADS` is 3 here: two workers at rest.

mod calls;
mod early;
mod streams;
mod tasks;
mod threads;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::prelude::*;
use crate::sync::model::{self, dawdle};
use crate::sync::{Arc, AtomicUsize, Ordering::SeqCst};

/// Runs a scene.
fn check(scene: impl Fn() + Sync + Send + 'static) {
    model::check(by_itself(scene));
}

/// A scene that remembers no loop of another schedule: what it does depends on its own alone.
fn by_itself(scene: impl Fn()) -> impl Fn() {
    move || {
        crate::drive::forget_loops();
        scene();
    }
}

/// Counts for some items, each of which something happens to.
struct Tally(Arc<[AtomicUsize]>);

impl Tally {
    fn of(items: usize) -> Self {
        Tally((0..items).map(|_| AtomicUsize::new(0)).collect())
    }

    /// Something happens to the item.
    fn note(&self, item: usize) {
        let before = self.0[item].fetch_add(1, SeqCst);
        assert_eq!(before, 0, "item {item} done twice");
    }

    /// The item is done, which takes a while.
    fn work(&self, item: usize) {
        dawdle();
        self.note(item);
        dawdle();
    }

    /// It has happened to the first so many.
    fn has_first(&self, n: usize) {
        for (item, count) in self.0[..n].iter().enumerate() {
            assert_eq!(count.load(SeqCst), 1, "item {item} not done");
        }
    }

    fn has_all(&self) {
        self.has_first(self.0.len());
    }

    /// An item for each count, noted when it is dropped.
    fn tokens(&self) -> Vec<Token> {
        let token = |number| Token {
            number,
            dropped: Tally(Arc::clone(&self.0)),
        };
        (0..self.0.len()).map(token).collect()
    }
}

/// An item that is to be dropped once.
struct Token {
    number: usize,
    dropped: Tally,
}

impl Token {
    /// Looks at it, which takes a while.
    fn look(&self) -> usize {
        dawdle();
        self.number
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.dropped.note(self.number);
    }
}

/// A panic of an item, or of an iterator, without the word that the panic hook has on it.
fn fail(item: usize) -> ! {
    resume_unwind(Box::new(item))
}

/// The item that a call panics with.
fn failed<R>(call: impl FnOnce() -> R) -> usize {
    let panic = catch_unwind(AssertUnwindSafe(call)).err();
    let panic = panic.expect("a panic goes on to the caller");
    match panic.downcast() {
        Ok(item) => *item,
        Err(other) => resume_unwind(other),
    }
}

/// A number, looked at, which takes a while.
fn seen(number: usize) -> usize {
    dawdle();
    number
}

/// The first `n` numbers, of an iterator that has to be pulled.
fn pulled(n: usize) -> impl Iterator<Item = usize> + Send {
    let mut numbers = 0..n;
    std::iter::from_fn(move || numbers.next())
}

/// A call that has nothing special about it: after whatever was before, it answers as ever.
fn squares(n: usize) {
    let done = Tally::of(n);
    let square = |i| {
        done.work(i);
        i * i
    };
    let squares: Vec<usize> = (0..n).par_map(square).collect();
    assert_eq!(squares, Vec::from_iter((0..n).map(|i| i * i)));
    done.has_all();
}
