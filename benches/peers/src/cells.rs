//! What is measured: a grid of input lengths by cost per item, and shapes of work that are no such rectangle.

use std::hint::black_box;

use crate::contestants::{calls, iterator, nested, owned, range, slice};
use crate::measure::{Cell, Place};
use crate::work::{chain, cheap, grouped, line, steps_for};
use crate::{chains, ends, joins, sorts, steps, texts, uneven};

/// The columns of the grid: how many items.
pub const LENS: [usize; 10] = [
    0, 1, 2, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 5_000_000,
];

/// The rows of the grid: what an item is called, and about how many nanoseconds it takes.
pub const COSTS: [(&str, f64); 7] = [
    ("0.5 ns", 0.5),
    ("5 ns", 5.0),
    ("20 ns", 20.0),
    ("200 ns", 200.0),
    ("2 µs", 2e3),
    ("20 µs", 2e4),
    ("200 µs", 2e5),
];

/// Cells whose loop would take longer, in nanoseconds, are left out.
const LONGEST: f64 = 150e6;

/// How the tutorial's line is called, which Python is compared to as well.
pub const TUTORIAL: &str = "tutorial: 200_000 x (x*x + x - 1)";

/// Steps for an item of so many nanoseconds. Opaque, so that no contestant's closure is compiled for one
/// number.
fn calibrated(nanos: f64) -> u32 {
    black_box(steps_for(nanos))
}

/// Length by cost.
pub fn grid() -> Vec<Cell> {
    (0..COSTS.len()).flat_map(row).collect()
}

fn row(cost: usize) -> Vec<Cell> {
    let (label, nanos) = COSTS[cost];
    let steps = calibrated(nanos);
    let fits = |n: usize| n as f64 * nanos <= LONGEST;
    let lens = LENS.iter().enumerate().filter(|(_, n)| fits(**n));
    lens.map(|(len, &n)| {
        let name = format!("grid {} x {label}", grouped(n));
        let cell = match cost {
            0 => range(name, n, cheap),
            _ => range(name, n, move |x| chain(x, steps)),
        };
        cell.at(Place { cost, len })
    })
    .collect()
}

/// All that is not in the grid.
pub fn shapes() -> Vec<Cell> {
    let mut cells = vec![
        range(TUTORIAL, 200_000, line),
        range("big: 5_000_000 u64", 5_000_000, cheap),
    ];
    cells.extend(differing());
    cells.extend(uneven::cells());
    cells.extend(ends::cells());
    cells.extend(collections());
    cells.extend(iterators());
    cells.extend(many_calls());
    cells.extend(steps::cells());
    cells.extend(chains::cells());
    cells.extend(texts::cells());
    cells.extend(joins::cells());
    cells.extend(sorts::cells());
    cells
}

/// Items that do not cost the same.
fn differing() -> Vec<Cell> {
    const N: usize = 10_000;
    let (cheap, even) = (calibrated(5.0), calibrated(200.0));
    let (heavy, huge) = (calibrated(20e3), calibrated(2e6));
    let one_at = move |at| move |x| chain(x, if x == at { huge } else { even });
    let cluster = move |x| {
        chain(
            x,
            if (2_000..2_040).contains(&x) {
                heavy
            } else {
                cheap
            },
        )
    };
    vec![
        range("rising: 10_000 x 0 to 400 ns", N, move |x| {
            chain(x, (2 * even as usize * x / N) as u32)
        }),
        range("heavy first: 2 ms, then 10_000 x 200 ns", N, one_at(0)),
        range("heavy last: 10_000 x 200 ns, then 2 ms", N, one_at(N - 1)),
        range(
            "heavy cluster: 40 x 20 µs amid 4_096 x 5 ns",
            4_096,
            cluster,
        ),
    ]
}

/// Slices and vectors. They live as long as the process, because the control's thread does.
fn collections() -> Vec<Cell> {
    let floats: &'static [f64] = (0..1_000_000).map(f64::from).collect::<Vec<_>>().leak();
    let numerals: &'static [String] = numerals(50_000).leak();
    vec![
        slice("floats: sqrt of 1_000_000", floats, |x| x.sqrt()),
        slice("strings: 50_000 parsed", numerals, |s| {
            s.parse::<u64>().ok()
        }),
        owned("owned: lengths of 50_000 Strings", numerals, |s| s.len()),
    ]
}

/// Numbers in decimal, of many lengths.
fn numerals(n: usize) -> Vec<String> {
    (0..n)
        .map(|x| (chain(x, 3) >> (x % 48)).to_string())
        .collect()
}

/// What cannot be split, only pulled.
fn iterators() -> Vec<Cell> {
    let text: &'static str = (numerals(50_000).join("\n") + "\n").leak();
    let middle = text.len() / 2 + text[text.len() / 2..].find('\n').map_or(0, |at| at + 1);
    let lines = iterator(
        "iterator: 50_000 lines parsed",
        move || text.lines(),
        move || [text[..middle].lines(), text[middle..].lines()],
        |line| line.parse::<u64>().ok(),
    );
    vec![
        lines,
        filtered(
            "iterator: 20_000 filtered x 20 ns",
            30_000,
            calibrated(20.0),
        ),
        filtered(
            "iterator: 20_000 filtered x 200 ns",
            30_000,
            calibrated(200.0),
        ),
    ]
}

/// Two of three numbers below `n`.
fn filtered(name: &str, n: usize, steps: u32) -> Cell {
    let kept = |x: &usize| !x.is_multiple_of(3);
    iterator(
        name,
        move || (0..n).filter(kept),
        move || [(0..n / 2).filter(kept), (n / 2..n).filter(kept)],
        move |x| chain(x, steps),
    )
}

/// Calls inside a call, and calls in a row.
fn many_calls() -> Vec<Cell> {
    let (short, item, heavy) = (calibrated(1.6), calibrated(20.0), calibrated(50e3));
    // The 33rd call and the 66th are heavy, behind their first items, which look as in all the others.
    let is_heavy = |x: usize| x / 64 % 33 == 32 && !x.is_multiple_of(64);
    vec![
        nested("nested: 16 calls of 1_000 x 20 ns", 16, 1_000, move |x| {
            chain(x, item)
        }),
        calls("calls: 1_000 in a row of 1 x 0.5 ns", 1_000, 1, cheap),
        calls(
            "calls: 1_000 in a row of 1_000 x 1.6 ns",
            1_000,
            1_000,
            move |x| chain(x, short),
        ),
        calls(
            "jump: 32 of 64 x 0.5 ns, 1 of 64 x 50 µs, x 2",
            66,
            64,
            move |x| chain(x, if is_heavy(x) { heavy } else { 1 }),
        ),
    ]
}
