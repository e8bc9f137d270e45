//! The three programs of the Python tutorial on `multiprocessing.Pool`, on threads, each checked against a
//! plain loop.
//!
//! ```text
//! cargo run --release --example pool_map
//! ```

use std::fmt::Display;
use std::hint::black_box;
use std::time::{Duration, Instant};

use abreast::prelude::*;

/// How often each is called.
const TURNS: usize = 20;

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
    println!("\nThis program may use {} processors.", cpu_count());

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
fn compare<T: Display + PartialEq>(
    what: &str,
    par_map: impl Fn() -> Vec<T>,
    plain_loop: impl Fn() -> Vec<T>,
) {
    let ((result, in_parallel), (oracle, in_sequence)) = best_of(TURNS, par_map, plain_loop);
    assert!(result == oracle, "{what}: not the plain loop's result");
    println!("\n{what}:");
    println!("    {}", shown(&result));
    println!(
        "    These are the {} numbers that a plain loop gives, in the same order.",
        grouped(result.len())
    );
    println!(
        "    The best of {TURNS} calls took {} with par_map, and {} as a plain loop.",
        micros(in_parallel),
        micros(in_sequence)
    );
    println!("    {}", meaning(in_parallel, in_sequence));
}

/// What the two times say.
fn meaning(in_parallel: Duration, in_sequence: Duration) -> String {
    let times = in_sequence.as_secs_f64() / in_parallel.as_secs_f64();
    if in_sequence < SHORT {
        "Another thread would not even be awake by then: so the calling thread did it alone."
            .to_string()
    } else if times >= 1.1 {
        format!("So par_map was {times:.1} times as fast.")
    } else {
        "So there was nothing to gain here: there is one processor, or others were busy."
            .to_string()
    }
}

/// All numbers, or the first and the last ones.
fn shown<T: Display>(numbers: &[T]) -> String {
    match numbers {
        [first, second, third, .., last] if numbers.len() > 20 => {
            [first, second, third]
                .map(|number| format!("{}, ", grouped(number)))
                .concat()
                + &format!("…, {}", grouped(last))
        }
        all => all.iter().map(grouped).collect::<Vec<_>>().join(", "),
    }
}

/// With a comma before each three digits.
fn grouped(number: impl Display) -> String {
    let number = number.to_string();
    let digits = number.trim_start_matches('-');
    let mut text = number[..number.len() - digits.len()].to_string();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In microseconds, so that all times have one unit.
fn micros(time: Duration) -> String {
    format!("{:.2} µs", time.as_secs_f64() * 1e6)
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
