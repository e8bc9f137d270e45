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

/// The desk may be looked at for a call that is over, just as the next one is added.
#[test]
fn a_call_that_waits_after_a_quick_one() {
    check(|| {
        let all: Vec<usize> = (0..2).par_map(|i| i).collect();
        assert_eq!(all, [0, 1]);
        meeting(2);
    });
}

/// The second has no thread to spare for a helper of the first that has not quite left.
#[test]
fn calls_that_wait_in_a_scope() {
    check(|| {
        with_threads(2, || {
            meeting(2);
            meeting(2);
        });
    });
}

/// Nobody may come in from outside the scope: whoever has done the other item has to help.
#[test]
fn who_waits_helps_inside() {
    check(|| {
        let item = |i: usize| {
            if i == 1 {
                // By now the other may have lain down to wait.
                (0..4).for_each(|_| dawdle());
                meeting(2);
            }
            i
        };
        let all: Vec<usize> = with_threads(2, || (0..2).par_map(item).collect());
        assert_eq!(all, [0, 1]);
    });
}

/// All workers there are may be kept at work by a call that has to wait for the other.
#[test]
fn a_call_that_waits_while_all_are_at_work() {
    check(|| {
        let over = Arc::new(Signal::default());
        let is_over = Arc::clone(&over);
        let other = thread::spawn(move || {
            (0..3).par().for_each(|_: usize| is_over.wait_for(1));
        });
        meeting(3);
        over.give();
        other.join().unwrap();
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
