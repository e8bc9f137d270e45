//! How many threads work, and items that wait for each other.

use super::*;
use crate::sync::model::Signal;
use crate::sync::thread;

/// A call whose items wait for each other, so that it hangs if anybody is missing.
fn meeting(n: usize) {
    let met = Signal::default();
    let meet = |i: usize| {
        met.give();
        met.wait_for(n);
        i
    };
    let all: Vec<usize> = with_threads(n, || (0..n).par_map(meet).collect());
    assert_eq!(all, Vec::from_iter(0..n));
}

#[test]
fn items_that_wait_for_each_other() {
    check(|| {
        meeting(3);
        squares(3);
        meeting(2);
    });
}

#[test]
fn more_threads_than_there_are() {
    check(|| {
        meeting(5);
        meeting(5);
        squares(3);
    });
}

/// Each is sure of as many threads as it asks for, whatever the other does.
#[test]
fn two_callers_whose_items_wait() {
    check(|| {
        let other = thread::spawn(|| meeting(3));
        meeting(3);
        other.join().unwrap();
    });
}

/// Items of an ordinary call each make one whose items wait.
#[test]
fn items_that_wait_inside() {
    check(|| {
        let ids: Vec<usize> = (0..2)
            .par_map(|i: usize| {
                meeting(2);
                i
            })
            .collect();
        assert_eq!(ids, [0, 1]);
    });
}

#[test]
fn a_system_that_refuses_threads() {
    model::check_with_refusals(by_itself(|| {
        let other = thread::spawn(|| with_threads(5, || squares(6)));
        squares(6);
        squares(6);
        other.join().unwrap();
    }));
}

/// Counts who is at work at once.
struct Limit {
    at_work: AtomicUsize,
    most: usize,
}

impl Limit {
    fn of(most: usize) -> Self {
        let at_work = AtomicUsize::new(0);
        Limit { at_work, most }
    }

    fn work(&self) {
        let others = self.at_work.fetch_add(1, SeqCst);
        dawdle();
        assert!(others < self.most, "more threads than were asked for");
        self.at_work.fetch_sub(1, SeqCst);
    }
}

#[test]
fn fewer_threads_than_there_are() {
    check(|| {
        let limit = Limit::of(2);
        let row = |y: usize| -> usize {
            let cell = |x: usize| {
                limit.work();
                x
            };
            let all: Vec<usize> = (0..3).par_map(cell).collect();
            y + all.len()
        };
        let rows: Vec<usize> = with_threads(2, || (0..3).par_map(row).collect());
        assert_eq!(rows, [3, 4, 5]);
        squares(4);
    });
}

/// A scope inside a scope, first lower, then higher.
#[test]
fn scopes_in_scopes() {
    check(|| {
        with_threads(2, || {
            let limit = Limit::of(2);
            (0..3).par().for_each(|_: usize| limit.work());
            meeting(4);
            (0..3).par().for_each(|_: usize| limit.work());
        });
    });
}
