//! Calls that do everything there is to do.

use super::*;
use crate::sync::thread;

#[test]
fn one_call() {
    check(|| squares(9));
}

/// The workers go to sleep in between, or are about to.
#[test]
fn calls_in_a_row() {
    check(|| {
        squares(6);
        squares(2);
        squares(6);
    });
}

#[test]
fn calls_in_calls() {
    check(|| {
        let done = Tally::of(9);
        let row = |y: usize| -> Vec<usize> {
            let cell = |x| {
                done.note(3 * y + x);
                10 * y + x
            };
            (0..3).par_map(cell).collect()
        };
        let rows: Vec<Vec<usize>> = (0..3).par_map(row).collect();
        assert_eq!(rows, [[0, 1, 2], [10, 11, 12], [20, 21, 22]]);
        done.has_all();
    });
}

#[test]
fn two_callers() {
    check(|| {
        let other = thread::spawn(|| {
            squares(4);
            squares(4);
        });
        squares(4);
        squares(4);
        other.join().unwrap();
    });
}

/// The first caller's thread, and its desk, go while the workers may still look for it there.
#[test]
fn a_caller_that_ends() {
    check(|| {
        thread::spawn(|| squares(3)).join().unwrap();
        squares(3);
    });
}

#[test]
fn what_is_owned_is_dropped_once() {
    check(|| {
        let dropped = Tally::of(7);
        let numbers = dropped.tokens().par_map(|token: Token| token.look());
        let odd: Vec<usize> = numbers.filter(|n| n % 2 == 1).collect();
        assert_eq!(odd, [1, 3, 5]);
        dropped.has_all();
    });
}

#[test]
fn a_sum_is_rounded_the_same() {
    check(|| {
        let share = |i: usize| {
            dawdle();
            1.0 / (i + 1) as f32
        };
        let sum: f32 = (0..9).par_map(share).sum();
        let alone: f32 = with_threads(1, || (0..9).par_map(share).sum());
        assert_eq!(sum.to_bits(), alone.to_bits());
    });
}

#[test]
fn an_iterator_is_pulled() {
    check(|| {
        let done = Tally::of(7);
        let square = |i: usize| {
            done.note(i);
            i * i
        };
        let squares: Vec<usize> = pulled(7).par_map(square).collect();
        assert_eq!(squares, [0, 1, 4, 9, 16, 25, 36]);
        done.has_all();
    });
}
