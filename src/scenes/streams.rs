//! Results that are delivered while others are still being computed.

use super::*;
use crate::sync::model::Signal;
use crate::sync::thread;

#[test]
fn in_order() {
    check(|| {
        let done = Tally::of(8);
        let mut results = Vec::new();
        let square = |i: usize| {
            done.work(i);
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
        let result = pulled(usize::MAX).par_map(seen).try_for_each_ordered(|i| {
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
            let cell = |x: usize| {
                dawdle();
                10 * y + x
            };
            let mut results = Vec::new();
            (0..3)
                .par_map(cell)
                .for_each_ordered(|cell| results.push(cell));
            results
        };
        let rows: Vec<Vec<usize>> = (0..2).par_map(row).collect();
        assert_eq!(rows, [[0, 1, 2], [10, 11, 12]]);
    });
}

fn looked_at(token: Token) -> Token {
    token.look();
    token
}

#[test]
fn a_stream_to_its_end() {
    check(|| {
        let dropped = Tally::of(7);
        let mut stream = dropped.tokens().par_map(looked_at).stream();
        let numbers = Vec::from_iter(stream.by_ref().map(|token| token.number));
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
        assert!(stream.next().is_none());
        dropped.has_all();
    });
}

#[test]
fn a_stream_in_no_order() {
    check(|| {
        let square = |i: usize| {
            dawdle();
            i * i
        };
        let stream = (0..6).par_map(square).stream_unordered();
        let mut squares = Vec::from_iter(stream);
        squares.sort();
        assert_eq!(squares, [0, 1, 4, 9, 16, 25]);
    });
}

#[test]
fn a_stream_that_is_dropped_early() {
    check(|| {
        let dropped = Tally::of(9);
        let mut stream = dropped.tokens().par_map(looked_at).stream();
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
        let mut stream = tokens.par_map(looked_at).window(4).stream();
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
        let pick = |token: Token| match token.look() {
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

/// What takes the results makes calls of its own, while helpers are at work for the stream.
#[test]
fn calls_between_results() {
    check(|| {
        let mut stream = (0..5).par_map(seen).stream();
        assert_eq!(stream.next(), Some(0));
        squares(3);
        assert_eq!(stream.next(), Some(1));
        let mut rest = Vec::new();
        (0..3).par_map(seen).for_each_ordered(|i| {
            squares(2);
            rest.push((i, stream.next()));
        });
        assert_eq!(rest, [(0, Some(2)), (1, Some(3)), (2, Some(4))]);
    });
}

/// A helper goes on with the next item, and does not leave, before somebody has taken the result that it
/// made.
#[test]
fn a_result_is_heard_of() {
    check(|| {
        let taken = Arc::new(Signal::default());
        let (is_taken, owner) = (Arc::clone(&taken), thread::current().id());
        let see = move |i: usize| {
            // Whoever takes the results cannot wait for that in the meantime.
            if thread::current().id() != owner {
                is_taken.wait_for(i);
            }
            seen(i)
        };
        // Three helpers: the last two wake the owner as they leave, and the first that leaves does not.
        with_threads(4, || {
            let stream = (0..5).par_map(see).window(4).stream();
            let taking = stream.inspect(|_| taken.give());
            assert_eq!(Vec::from_iter(taking), [0, 1, 2, 3, 4]);
        });
    });
}
