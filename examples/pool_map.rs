//! The three programs of the Python tutorial on `multiprocessing.Pool`, on threads, each checked against a plain loop.
//!
//! ```text
//! cargo run --release --example pool_map
//! ```

use std::fmt::Debug;
use std::hint::black_box;
use std::time::{Duration, Instant};

use abreast::prelude::*;

fn main() {
    // with Pool(4) as p: p.map(f, range(200_000))
    fn f(x: i64) -> i64 {
        x * x + x - 1
    }
    compare(
        "200,000 numbers on 4 threads",
        || with_threads(4, || (0..black_box(200_000)).par_map(f).collect()),
        || (0..black_box(200_000)).map(f).collect(),
    );

    // cpu_count()
    println!("number of processors: {}", cpu_count());

    // p.map(partial(f, a=2), range(1, 17))
    fn power(x: u64, a: u32) -> u64 {
        x.pow(a)
    }
    compare(
        "1 to 16 with the second argument fixed to 2",
        || (1..=black_box(16)).par_map(|x| power(x, 2)).collect(),
        || (1..=black_box(16)).map(|x| power(x, 2)).collect(),
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
    let shown = if result.len() > 20 {
        let (head, tail) = (&result[..3], &result[result.len() - 2..]);
        format!("{head:?} … {tail:?}, {} in all", result.len())
    } else {
        format!("{result:?}")
    };
    println!("{what}: {shown}");
    println!(
        "    the plain loop's result; par_map {in_parallel:.1?}, plain loop {in_sequence:.1?}"
    );
}

/// What both return, and the shortest time of each, in turns: the first call alone would time the start of the pool.
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
