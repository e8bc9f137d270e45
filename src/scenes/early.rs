//! Calls that end before they have done everything: everything before the end is done.

use super::*;

#[test]
fn the_first_match() {
    check(|| {
        let done = Tally::of(9);
        let see = |i: usize| {
            done.work(i);
            i
        };
        let found = (0..9).par_map(see).find(|i| [4, 5, 8].contains(i));
        assert_eq!(found, Some(4));
        done.has_first(5);
        squares(3);
    });
}

#[test]
fn the_first_match_of_an_endless_iterator() {
    check(|| {
        // Nothing ends before whoever has the match goes on: the others let them.
        let found = pulled(usize::MAX)
            .par_map(seen)
            .position(|i| i == 3 || i == 4);
        assert_eq!(found, Some(3));
    });
}

#[test]
fn the_first_error() {
    check(|| {
        let done = Tally::of(8);
        let result = (0..8).par().try_for_each(|i: usize| {
            done.work(i);
            if [3, 4, 6].contains(&i) {
                Err(i)
            } else {
                Ok(())
            }
        });
        assert_eq!(result, Err(3));
        done.has_first(4);
    });
}

#[test]
fn an_error_among_results() {
    check(|| {
        let dropped = Tally::of(7);
        let pick = |token: Token| match token.look() {
            n @ (2 | 5) => Err(n),
            _ => Ok(token),
        };
        let result: Result<Vec<Token>, usize> = dropped.tokens().par_map(pick).collect();
        assert_eq!(result.err(), Some(2));
        dropped.has_all();
    });
}

#[test]
fn the_first_panic() {
    check(|| {
        let dropped = Tally::of(7);
        let pick = |token: Token| match token.look() {
            n @ (2 | 3 | 5) => fail(n),
            _ => token,
        };
        let call = || dropped.tokens().par_map(pick).collect_vec();
        assert_eq!(failed(call), 2);
        dropped.has_all();
        squares(3);
    });
}

#[test]
fn a_panic_in_a_call_in_a_call() {
    check(|| {
        let row = |y: usize| {
            let cell = |x: usize| {
                dawdle();
                if y == 1 && x > 0 { fail(x) } else { x }
            };
            (0..3).par_map(cell).sum::<usize>()
        };
        assert_eq!(failed(|| (0..3).par_map(row).collect_vec()), 1);
        squares(3);
    });
}

#[test]
fn a_panic_of_the_iterator() {
    check(|| {
        let done = Tally::of(4);
        let mut numbers = pulled(4);
        let numbers = std::iter::from_fn(|| Some(numbers.next().unwrap_or_else(|| fail(4))));
        let mut numbers = numbers.fuse();
        let see = |i: usize| {
            done.work(i);
            i
        };
        assert_eq!(failed(|| numbers.par_map(see).collect_vec()), 4);
        done.has_all();
    });
}

#[test]
fn an_end_by_position() {
    check(|| {
        let dropped = Tally::of(7);
        let before = dropped
            .tokens()
            .par_map(|token| (token.look(), token))
            .take_while(|(n, _)| *n < 4)
            .map(|(n, _)| n);
        assert_eq!(before.collect_vec(), [0, 1, 2, 3]);
        dropped.has_all();
        let before = pulled(usize::MAX)
            .into_par()
            .map(seen)
            .take_while(|n| *n < 4);
        assert_eq!(before.sum::<usize>(), 6);
        squares(3);
    });
}

#[test]
fn an_end_by_position_in_order() {
    check(|| {
        let mut results = Vec::new();
        let before = (0..8).par_map(seen).map_while(|n| (n < 5).then_some(n));
        before.for_each_ordered(|n| results.push(n));
        assert_eq!(results, [0, 1, 2, 3, 4]);
        squares(3);
    });
}

#[test]
fn a_panic_before_an_end_by_position() {
    check(|| {
        let dropped = Tally::of(7);
        let pick = |token: Token| match token.look() {
            n @ (3 | 5) => fail(n),
            _ => token,
        };
        let items = || dropped.tokens().par_map(pick);
        let call = || items().take_while(|_| true).collect_vec();
        assert_eq!(failed(call), 3);
        dropped.has_all();
    });
}
