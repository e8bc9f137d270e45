//! What is folded is moved into closures and out of them: whatever panics, it is dropped once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const LEN: usize = 5;

/// Panics at the step that was agreed on: one of those of an iterator, of `init` and of `fold`.
struct Steps {
    done: AtomicUsize,
    panic_at: usize,
}

impl Steps {
    fn step(&self) {
        let step = self.done.fetch_add(1, Ordering::Relaxed);
        assert_ne!(step, self.panic_at, "the step that was agreed on");
    }
}

/// Folds a block into clones of `token`, and counts those that are left.
fn fold_block(panic_at: usize, error_at: usize) -> (Option<usize>, usize) {
    let token = Arc::new(());
    let done = AtomicUsize::new(0);
    let steps = Steps { done, panic_at };
    let items = (0..LEN).map(|i| {
        steps.step();
        (i, Arc::clone(&token))
    });
    let init = || {
        steps.step();
        vec![Arc::clone(&token)]
    };
    let push = |mut all: Vec<_>, (_, item)| {
        steps.step();
        all.push(item);
        all
    };
    let merge = |left, _| left;
    let folded = catch_unwind(AssertUnwindSafe(|| {
        let fold = push;
        if error_at == usize::MAX {
            let Continue(folded) = Fold { init, fold, merge }.block(items);
            return folded;
        }
        let fold = |all, (i, item)| {
            let all = push(all, (i, item));
            if i == error_at { Err(i) } else { Ok(all) }
        };
        let merge = |left, _| Ok(left);
        match TryFold(Fold { init, fold, merge }).block(items) {
            Continue(folded) => folded,
            Break(at) => {
                assert_eq!(at, error_at);
                None
            }
        }
    }));
    let len = folded.ok().flatten().map(|folded| folded.len());
    (len, Arc::strong_count(&token) - 1)
}

#[test]
fn whatever_panics_or_fails_all_is_dropped_once() {
    for error_at in (0..=LEN).chain([usize::MAX]) {
        // (There are two steps for each item, and one for `init`.)
        for panic_at in 0..=2 * LEN + 1 {
            let (len, left) = fold_block(panic_at, error_at);
            let done = error_at >= LEN && panic_at > 2 * LEN;
            assert_eq!(len, done.then_some(LEN + 1), "{panic_at} {error_at}");
            assert_eq!(left, 0, "{panic_at} {error_at}");
        }
    }
}

#[test]
fn nothing_is_made_for_a_block_without_items() {
    let init = || -> Vec<i32> { panic!("for nothing") };
    let none = || (0..9).filter(|x| *x > 9);
    let (fold, merge) = (|all, _| all, |left, _| left);
    assert_eq!(Fold { init, fold, merge }.block(none()), Continue(None));
    let (fold, merge) = (|all, _| Err::<Vec<_>, _>(all), |left, _| Ok(left));
    let by = TryFold(Fold { init, fold, merge });
    assert_eq!(by.block(none()), Continue(None));
}
