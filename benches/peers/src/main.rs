//! abreast beside a plain loop and beside its peers, in one process: `cargo run --release -p peers`.
//!
//! The contestants take turns, many times over; what is compared is the lower quartile of each one's times, as a ratio
//! to the plain loop's. A control shows whether a second processor was free: two bare threads with half the loop each,
//! one of which spins until it is wanted.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

const N: i64 = 200_000;

fn line(x: i64) -> i64 {
    x * x + x - 1
}

fn plain() -> Vec<i64> {
    (0..black_box(N)).map(line).collect()
}

fn abreast() -> Vec<i64> {
    abreast::IntoParallel::par_map(0..black_box(N), line).collect()
}

fn abreast_4() -> Vec<i64> {
    abreast::with_threads(4, abreast)
}

fn rayon() -> Vec<i64> {
    (0..black_box(N)).into_par_iter().map(line).collect()
}

/// How long two bare threads take, half the loop each, once the second spins.
fn control() -> f64 {
    let step = AtomicUsize::new(0);
    let reached = |n| {
        while step.load(Ordering::SeqCst) < n {
            std::hint::spin_loop();
        }
    };
    let next = || step.fetch_add(1, Ordering::SeqCst);
    std::thread::scope(|s| {
        let other = s.spawn(|| {
            next();
            reached(2);
            let v: Vec<i64> = (black_box(N) / 2..N).map(line).collect();
            next();
            v
        });
        reached(1);
        let began = Instant::now();
        next();
        let low: Vec<i64> = (0..black_box(N) / 2).map(line).collect();
        reached(3);
        let took = began.elapsed().as_secs_f64();
        black_box((low, other.join().expect("no panic")));
        took
    })
}

/// One way to compute the line.
type Line = fn() -> Vec<i64>;

fn main() {
    let contestants: [(&str, Line); 4] = [
        ("plain loop", plain),
        ("abreast", abreast),
        ("abreast, with_threads(4)", abreast_4),
        ("rayon", rayon),
    ];
    let mut times = vec![Vec::new(); contestants.len() + 1];
    for _ in 0..400 {
        for ((_, run), times) in contestants.iter().zip(&mut times) {
            let began = Instant::now();
            let v = black_box(run());
            times.push(began.elapsed().as_secs_f64());
            assert!(v[N as usize - 1] == line(N - 1));
        }
        times.last_mut().expect("the control's").push(control());
    }
    let quartile = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 4]
    };
    let plain = quartile(&mut times[0].clone());
    println!(
        "(0..200_000).par_map(|x| x * x + x - 1).collect(), as a ratio to the plain loop ({:.0} µs)",
        plain * 1e6
    );
    for (name, times) in contestants
        .iter()
        .map(|(name, _)| *name)
        .chain(["control"])
        .zip(&mut times)
    {
        println!("{name:28} {:.3}", quartile(times) / plain);
    }
}
