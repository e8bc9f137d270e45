//! What a panic carries, on its way from the thread where it came up to the one that it is for.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What a panic carries.
pub(crate) type Payload = Box<dyn Any + Send>;

/// How often a payload's destructor may panic with yet another payload before that is leaked.
const NESTED: usize = 100;

/// Drops the payload of a panic that nobody is to see. Its destructor may panic in turn, and nobody is to
/// see that either.
pub(crate) fn let_go(mut payload: Payload) {
    for _ in 0..NESTED {
        match catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    std::mem::forget(payload);
}

/// Drops what is left, and then returns the answer. A function that returns loses its answer where the
/// destructor of one of its variables or arguments panics after that (rust-lang/rust#47949); here it is
/// dropped as everything else is.
#[inline]
pub(crate) fn drop_first<R, T>(rest: R, answer: T) -> T {
    drop(rest);
    answer
}

/// Drops something that nobody is to hear of any more: another panic is on its way.
pub(crate) fn drop_quietly<T>(something: T) {
    let mut panics = FirstPanic::default();
    panics.of(|| drop(something));
    panics.let_go();
}

/// The first panic of several things that are all to be done, such as dropping: the others are let go.
#[derive(Default)]
pub(crate) struct FirstPanic(Option<Payload>);

impl FirstPanic {
    /// Does one of them.
    pub(crate) fn of(&mut self, thing: impl FnOnce()) {
        self.add(catch_unwind(AssertUnwindSafe(thing)).err());
    }

    /// Takes in how one of them ended.
    #[inline(never)]
    pub(crate) fn add(&mut self, panic: Option<Payload>) {
        match (&self.0, panic) {
            (None, panic) => self.0 = panic,
            (Some(_), Some(panic)) => let_go(panic),
            (Some(_), None) => {}
        }
    }

    pub(crate) fn are_any(&self) -> bool {
        self.0.is_some()
    }

    /// Goes on with it, if there was one, and unless another is on its way.
    pub(crate) fn go_on(self) {
        match self.0 {
            Some(panic) if !std::thread::panicking() => resume_unwind(panic),
            _ => self.let_go(),
        }
    }

    pub(crate) fn let_go(self) {
        self.0.into_iter().for_each(let_go);
    }
}
