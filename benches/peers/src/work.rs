//! What the contestants are given to do with an item.

use std::hint::black_box;
use std::time::Instant;

/// The tutorial's line: so cheap that a good loop does several items with one instruction.
#[inline]
pub fn line(x: usize) -> i64 {
    let x = x as i64;
    x.wrapping_mul(x).wrapping_add(x).wrapping_sub(1)
}

/// The same for `u64`, the cheapest row of the grid.
#[inline]
pub fn cheap(x: usize) -> u64 {
    let x = x as u64;
    x.wrapping_mul(x).wrapping_add(x).wrapping_sub(1)
}

/// Work of `steps` steps, none of which can begin before the one before it has ended, or be left out.
#[inline]
pub fn chain(x: usize, steps: u32) -> u64 {
    (0..steps).fold(x as u64, |x, _| {
        (x ^ (x >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// How many steps of [`chain`] make an item of about so many nanoseconds, in a plain loop on this machine.
///
/// Found by trying, because a processor overlaps the steps of short neighbouring items: time is not
/// proportional.
pub fn steps_for(nanos: f64) -> u32 {
    let mut steps = nanos;
    for _ in 0..4 {
        let tried = (steps.round() as u32).max(1);
        steps = f64::from(tried) * nanos / nanos_of(tried, nanos);
    }
    (steps.round() as u32).max(1)
}

/// The best of several times per item; `about` says how many items make a loop of a good length.
fn nanos_of(steps: u32, about: f64) -> f64 {
    let items = (500_000.0 / about).clamp(5.0, 10_000.0) as usize;
    let once = || {
        let began = Instant::now();
        let steps = black_box(steps);
        black_box(
            (0..black_box(items))
                .map(|x| chain(x, steps))
                .collect::<Vec<_>>(),
        );
        began.elapsed().as_secs_f64() * 1e9 / items as f64
    };
    (0..7).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// A number as Rust writes it: `10_000`.
pub fn grouped(n: usize) -> String {
    if n < 1_000 {
        return n.to_string();
    }
    format!("{}_{:03}", grouped(n / 1_000), n % 1_000)
}
