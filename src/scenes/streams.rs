//! Results that are delivered while others are still being computed.

use super::*;
use crate::sync::thread;

#[test]
fn in_order() {
    check(|| {
        let done = Tally::of(8);
        let mut results = Vec::new();
        let square = |i: usize| {
            done.note(i);
            i * i
        };
        (0..8)
            .par_map(square)
            .window(3)
            .for_each_ordered(|square| results.push(square));
        assert_eq!(results, [0, 1, 4, 9, 16, 25, 36, 49]);
        done.has_all();
    });
}

#[test]
fn in_order_from_an_iterator_until_an_error() {
    check(|| {
        let mut results = Vec::new();
        let mut numbers = pulled(usize::MAX);
        let result = numbers.par_map(|i: usize| i).try_for_each_ordered(|i| {
            results.push(i);
            if i == 4 { Err(i) } else { Ok(()) }
        });
        assert_eq!((result, results), (Err(4), vec![0, 1, 2, 3, 4]));
        squares(3);
    });
}

#[test]
fn in_order_in_calls() {
    check(|| {
        let row = |y: usize| {
            let mut results = Vec::new();
            (0..3)
                .par_map(|x: usize| 10 * y + x)
                .for_each_ordered(|cell| results.push(cell));
            results
        };
        let rows: Vec<Vec<usize>> = (0..2).par_map(row).collect();
        assert_eq!(rows, [[0, 1, 2], [10, 11, 12]]);
    });
}

#[test]
fn a_stream_to_its_end() {
    check(|| {
        let dropped = Tally::of(7);
        let mut stream = dropped.tokens().par().stream();
        let numbers = Vec::from_iter(stream.by_ref().map(|token| token.number));
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
        assert!(stream.next().is_none());
        dropped.has_all();
    });
}

#[test]
fn a_stream_in_no_order() {
    check(|| {
        let stream = (0..6).par_map(|i: usize| i * i).stream_unordered();
        let mut squares = Vec::from_iter(stream);
        squares.sort();
        assert_eq!(squares, [0, 1, 4, 9, 16, 25]);
    });
}

#[test]
fn a_stream_that_is_dropped_early() {
    check(|| {
        let dropped = Tally::of(9);
        let mut stream = dropped.tokens().par_map(|token: Token| token).stream();
        let numbers = stream.by_ref().take(2).map(|token| token.number);
        assert_eq!(Vec::from_iter(numbers), [0, 1]);
        drop(stream);
        dropped.has_all();
        squares(3);
    });
}

#[test]
fn a_stream_that_is_sent_elsewhere() {
    check(|| {
        let dropped = Tally::of(6);
        let tokens = dropped.tokens();
        let mut stream = tokens.par_map(|token: Token| token).window(4).stream();
        assert_eq!(stream.next().map(|token| token.number), Some(0));
        let there = move || Vec::from_iter(stream.map(|token| token.number));
        assert_eq!(thread::spawn(there).join().unwrap(), [1, 2, 3, 4, 5]);
        dropped.has_all();
    });
}

#[test]
fn a_stream_that_ends_in_a_panic() {
    check(|| {
        let dropped = Tally::of(7);
        let pick = |token: Token| match token.number {
            n @ (3 | 5) => fail(n),
            _ => token,
        };
        let mut stream = dropped.tokens().par_map(pick).stream();
        for number in 0..3 {
            assert_eq!(stream.next().map(|token| token.number), Some(number));
        }
        assert_eq!(failed(|| stream.next()), 3);
        assert!(stream.next().is_none());
        drop(stream);
        dropped.has_all();
    });
}
