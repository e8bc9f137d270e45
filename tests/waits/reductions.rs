//! Reductions of as many items as threads, which wait for each other before they are put together.

use std::sync::Barrier;

use abreast::prelude::*;

use crate::support::{panic_of, within_a_minute};

/// Ends a chain of so many items that all meet, in each way, and compares with the same chain without the
/// meeting, on few threads.
macro_rules! check {
    ($n:expr, $threads:expr; $(|$chain:ident| $run:expr;)*) => {$(
        let name = format!("{} of {}", stringify!($run), $n);
        let met = within_a_minute(&name, || {
            let all = Barrier::new($n);
            with_threads($threads, || {
                let $chain = (0..$n).par_map(|x| {
                    all.wait();
                    x
                });
                $run
            })
        });
        let few = with_threads(3, || {
            let $chain = (0..$n).par_map(|x| x);
            $run
        });
        assert_eq!(met, few, "{name}");
    )*};
}

fn third(x: usize) -> f64 {
    1.0 / (x as f64 + 3.0)
}

#[test]
fn as_many_as_there_are_threads() {
    for n in [2, 128, 129, 130, 300] {
        check! { n, n;
            |chain| chain.reduce(|a, b| 31_usize.wrapping_mul(a).wrapping_add(b));
            |chain| chain.fold(|| 0.0, |sum, x| sum + third(x), |a, b| a + b).to_bits();
            |chain| chain.fold(Vec::new, |mut v, x| { v.push(x); v }, |mut v, mut w| { v.append(&mut w); v });
            |chain| chain.try_fold(|| 0.0, |sum, x| Ok::<_, usize>(sum + third(x)), |a, b| a + b)
                .map(f64::to_bits);
            |chain| chain.try_fold(|| 0, |_, x| if x + 1 == n { Err(x) } else { Ok(x) }, |_, b| b);
            |chain| chain.try_reduce(|a, b| Ok::<_, usize>(a.max(b)));
            |chain| chain.try_reduce(|a, b| if b > n / 2 { Err(b) } else { Ok(a.max(b)) });
            |chain| chain.is_sorted();
            |chain| chain.map(third).sum::<f64>().to_bits();
            |chain| chain.filter(|x| x % 3 > 0).map(third).sum::<f64>().to_bits();
            |chain| chain.filter(|x| x % 3 > 0).reduce(usize::max);
            |chain| chain.flat_map(|x| [x, x + 1]).map(third).fold(|| 1.0, |a, b| a * b, |a, b| a * b)
                .to_bits();
            |chain| chain.map(|x| if x == n / 2 { Err(x) } else { Ok(x) }).filter(|_| true)
                .sum::<Result<usize, usize>>();
            |chain| chain.min_by(|a, b| b.cmp(a));
            |chain| chain.max_by_key(|x| x % 7);
            |chain| chain.count();
            |chain| chain.last();
            |chain| chain.rev().enumerate().fold(|| 0, |a, (i, x)| a + i * x, |a, b| a + b);
        }
    }
}

/// Items need not go from thread to thread.
#[test]
fn items_that_cannot_be_sent() {
    let n = 130;
    within_a_minute("items that cannot be sent", || {
        let all = Barrier::new(n);
        let sum = with_threads(n, || {
            let numbers = (0..n).par().map(|x| {
                all.wait();
                std::rc::Rc::new(x)
            });
            numbers.fold(|| 0, |sum, x| sum + *x, |a, b| a + b)
        });
        assert_eq!(sum, n * (n - 1) / 2);
    });
}

/// Two sources, one behind the other.
#[test]
fn of_two_sources() {
    let n = 150;
    within_a_minute("two sources", || {
        let all = Barrier::new(2 * n);
        let meet = |x| {
            all.wait();
            x
        };
        let max = with_threads(2 * n, || {
            (0..n).par().chain(n..2 * n).map(meet).reduce(usize::max)
        });
        assert_eq!(max, Some(2 * n - 1));
    });
}

#[test]
fn the_first_panic_or_error_by_position() {
    let n = 200;
    for bad in [0, 1, 77, n - 1] {
        let all = Barrier::new(n);
        let meet = |x| {
            all.wait();
            assert!(x < bad, "item {x}");
            x
        };
        let name = format!("panics from item {bad} on");
        within_a_minute(&name, || {
            let sum = |a: usize, x: usize| a + x;
            let panic = panic_of(|| with_threads(n, || (0..n).par_map(meet).fold(|| 0, sum, sum)));
            assert_eq!(panic, format!("item {bad}"));
            // An error where they are put together comes before a panic behind it.
            let small = |a: usize, x: usize| if x + 1 == bad { Err(x) } else { Ok(a + x) };
            let ended = std::panic::catch_unwind(|| {
                with_threads(n, || (0..n).par_map(meet).try_fold(|| 0, small, sum))
            });
            assert_eq!(ended.ok(), (bad > 0).then(|| Err(bad - 1)));
        });
    }
}
