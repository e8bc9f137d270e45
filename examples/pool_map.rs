//! The three programs of the Python tutorial on `multiprocessing.Pool`, on threads, each checked against a
//! plain loop.
//!
//! ```text
//! cargo run --release --example pool_map
//! ```

use std::fmt::Debug;
use std::hint::black_box;
use std::time::{Duration, Instant};

use abreast::prelude::*;

/// Quicker than this, and no call is worth the time that it takes to wake another thread.
const SHORT: Duration = Duration::from_micros(2);

fn main() {
    // def f(x): return x*x + x - 1
    // with Pool(4) as p: p.map(f, range(200_000))
    fn f(x: i64) -> i64 {
        x * x + x - 1
    }
    compare(
        "f(x) = x*x + x - 1 of the numbers from 0 to 199,999, on 4 threads",
        || with_threads(4, || (0..black_box(200_000)).par_map(f).collect()),
        || (0..black_box(200_000)).map(f).collect(),
    );

    // cpu_count()
    println!("\nThis computer has {} processors for us.", cpu_count());

    // def g(x, a): return x*x + x - a
    // with Pool() as p: p.map(partial(g, a=2), range(1, 17))
    fn g(x: i64, a: i64) -> i64 {
        x * x + x - a
    }
    compare(
        "g(x, a) = x*x + x - a of the numbers from 1 to 16, with a = 2",
        || (1..=black_box(16)).par_map(|x| g(x, 2)).collect(),
        || (1..=black_box(16)).map(|x| g(x, 2)).collect(),
    );
}

/// Runs both, prints the result and the times, and ends the program if the results differ.
fn compare<T: Debug + PartialEq>(
    what: &str,
    par_map: impl Fn() -> Vec<T>,
    plain_loop: impl Fn() -> Vec<T>,
) {
    let ((result, in_parallel), (oracle, in_sequence)) = best_of(20, par_map, plain_loop);
    assert_eq!(result, oracle, "{what}: not the plain loop's result");
    println!("\n{what}:");
    println!("    {}", shown(&result));
    println!("    A plain loop gives the same {} numbers.", result.len());
    let (unit, nanos) = unit_for(in_sequence);
    let time = |time: Duration| format!("{:.1} {unit}", time.as_nanos() as f64 / nanos);
    println!(
        "    par_map took {}, the loop {}.",
        time(in_parallel),
        time(in_sequence)
    );
    if in_sequence < SHORT {
        println!(
            "    So short a loop is over before another thread would be awake: nothing was shared."
        );
    }
}

/// All numbers, or the first and the last ones.
fn shown<T: Debug>(numbers: &[T]) -> String {
    let list = |numbers: &[T]| {
        let numbers = numbers.iter().map(|number| format!("{number:?}"));
        numbers.collect::<Vec<_>>().join(", ")
    };
    match numbers {
        [first, second, third, .., last] if numbers.len() > 20 => {
            format!("{first:?}, {second:?}, {third:?}, …, {last:?}")
        }
        all => list(all),
    }
}

/// The unit in which such a time is easy to read, and how many nanoseconds that is.
fn unit_for(time: Duration) -> (&'static str, f64) {
    match time.as_nanos() {
        0..1_000 => ("ns", 1.0),
        1_000..1_000_000 => ("µs", 1e3),
        _ => ("ms", 1e6),
    }
}

/// What both return, and the shortest time of each, in turns: the first call alone would time the start of
/// the pool.
fn best_of<T>(
    turns: usize,
    a: impl Fn() -> T,
    b: impl Fn() -> T,
) -> ((T, Duration), (T, Duration)) {
    let timed = |f: &dyn Fn() -> T| {
        let began = Instant::now();
        let result = black_box(f());
        (result, began.elapsed())
    };
    let mut best = (timed(&a), timed(&b));
    for _ in 1..turns {
        best.0.1 = best.0.1.min(timed(&a).1);
        best.1.1 = best.1.1.min(timed(&b).1);
    }
    best
}
