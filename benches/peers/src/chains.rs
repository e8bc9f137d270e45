//! Chains that keep some items, make many of one, put all together, or end early; and results taken one by
//! one.
//!
//! paralight takes part where its exact maps and reductions do.

use std::collections::HashMap;
use std::hint::black_box;

use crate::contestants::{halves, with_paralight};
use crate::measure::{Cell, Contest, Who};
use crate::work::{chain, grouped, steps_for};

/// Numbers in no order, which live as long as the process.
fn numbers(n: usize) -> &'static [u64] {
    (0..n).map(|x| chain(x, 2)).collect::<Vec<_>>().leak()
}

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    let million = numbers(1_000_000);
    let mut cells = vec![
        filter("filter: 1 in 2 of 1_000_000", million, 2),
        filter("filter: 1 in 10 of 1_000_000", million, 10),
        flat_map("flat_map: 100_000 to 0..8 each"),
        sum("sum: 1_000 square roots", &million[..1_000]),
        sum("sum: 1_000_000 square roots", million),
        find("find: at 70 % of 1_000_000", million),
        fold("fold: 1_000_000 into 64 counts", million),
        map("collect: HashMap of 100_000"),
        result("collect: Result of 1_000_000"),
    ];
    for (n, nanos) in [(200_000, 0.5), (50_000, 20.0), (20_000, 200.0)] {
        cells.push(ordered(n, nanos));
        cells.push(stream(n, nanos));
    }
    cells
}

fn filter(name: &str, items: &'static [u64], one_in: u64) -> Cell {
    let one_in = black_box(one_in);
    let kept = move |x: &u64| x.is_multiple_of(one_in);
    Contest::new(
        name,
        move || items,
        move |items: &'static [u64]| items.iter().copied().filter(kept).collect::<Vec<u64>>(),
    )
    .with(Who::Abreast, move |items| {
        abreast::IntoParallel::par(items)
            .copied()
            .filter(kept)
            .collect_vec()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.par_iter().copied().filter(kept).collect()
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.into_par().copied().filter(kept).collect()
    })
    .with_control(move || items.split_at(items.len() / 2).into())
}

fn flat_map(name: &str) -> Cell {
    const N: usize = 100_000;
    let many = |x: usize| (0..x % 8).map(move |i| chain(x + i, 2));
    Contest::new(
        name,
        || 0..N,
        move |items: std::ops::Range<usize>| items.flat_map(many).collect::<Vec<u64>>(),
    )
    .with(Who::Abreast, move |items| {
        use abreast::prelude::*;
        items.par().flat_map(many).collect_vec()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.into_par_iter().flat_map_iter(many).collect()
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.par().flat_map(many).collect()
    })
    .with_control(|| halves(0..N))
}

/// Peers add in another order in every run: what is compared is rounded.
fn sum(name: &str, items: &'static [u64]) -> Cell {
    let root = |x: &u64| (*x as f64).sqrt();
    let rounded = |sum: &mut f64| *sum = f64::from(*sum as f32);
    Contest::new(
        name,
        move || items,
        move |items: &'static [u64]| items.iter().map(root).sum::<f64>(),
    )
    .with_any_order(
        Who::Abreast,
        move |items| abreast::IntoParallel::par_map(items, root).sum(),
        rounded,
    )
    .with_any_order(
        Who::Rayon,
        move |items| {
            use rayon::prelude::*;
            items.par_iter().map(root).sum()
        },
        rounded,
    )
    .with_any_order(
        Who::Orx,
        move |items| {
            use orx_parallel::*;
            items.into_par().map(root).sum()
        },
        rounded,
    )
    .with_any_order(
        Who::Paralight,
        move |items| {
            use paralight::prelude::*;
            with_paralight(|pool| items.par_iter().map(root).with_thread_pool(pool).sum())
        },
        rounded,
    )
    .with_control(move || items.split_at(items.len() / 2).into())
}

fn find(name: &str, items: &'static [u64]) -> Cell {
    let wanted = black_box(items[items.len() / 10 * 7]);
    Contest::new(
        name,
        move || items,
        move |items: &'static [u64]| items.iter().find(|x| **x == wanted).copied(),
    )
    .with(Who::Abreast, move |items| {
        use abreast::prelude::*;
        items.par().find(|x| **x == wanted).copied()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.par_iter().find_first(|x| **x == wanted).copied()
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.into_par().find(|x| **x == wanted).copied()
    })
    .with(Who::Paralight, move |items| {
        use paralight::prelude::*;
        let items = items.par_iter();
        with_paralight(|pool| {
            items
                .with_thread_pool(pool)
                .find_first(|x| **x == wanted)
                .copied()
        })
    })
    .with_control(move || {
        let seen = &items[..items.len() / 10 * 7];
        let (first, second) = seen.split_at(seen.len() / 2);
        [first, second]
    })
}

/// How many numbers there are of each of 64 kinds.
type Counts = Vec<u32>;

fn none() -> Counts {
    vec![0; 64]
}

fn counted(mut counts: Counts, x: &u64) -> Counts {
    counts[(x % 64) as usize] += 1;
    counts
}

fn added(mut left: Counts, right: Counts) -> Counts {
    left.iter_mut().zip(right).for_each(|(n, more)| *n += more);
    left
}

fn fold(name: &str, items: &'static [u64]) -> Cell {
    Contest::new(
        name,
        move || items,
        move |items: &'static [u64]| items.iter().fold(none(), counted),
    )
    .with(Who::Abreast, move |items| {
        use abreast::prelude::*;
        items.par().fold(none, counted, added)
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        let parts = items.par_iter().fold(none, counted);
        parts.reduce(none, added)
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        let count = |counts: &mut Counts, x: &u64| counts[(x % 64) as usize] += 1;
        let parts = items.into_par().fold(none, count);
        parts.into_iter().fold(none(), added)
    })
    .with_control(move || items.split_at(items.len() / 2).into())
}

fn map(name: &str) -> Cell {
    const N: usize = 100_000;
    let pair = |x: usize| (x as u64, chain(x, 20));
    Contest::new(
        name,
        || 0..N,
        move |items: std::ops::Range<usize>| items.map(pair).collect::<HashMap<u64, u64>>(),
    )
    .with(Who::Abreast, move |items| {
        abreast::IntoParallel::par_map(items, pair).collect()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.into_par_iter().map(pair).collect()
    })
    .with_control(|| halves(0..N))
}

fn result(name: &str) -> Cell {
    const N: usize = 1_000_000;
    let steps = black_box(3);
    let checked = move |x: usize| match chain(x + 1, steps) {
        0 => Err(x),
        y => Ok(y),
    };
    Contest::new(
        name,
        || 0..N,
        move |items: std::ops::Range<usize>| {
            items.map(checked).collect::<Result<Vec<u64>, usize>>()
        },
    )
    .with(Who::Abreast, move |items| {
        abreast::IntoParallel::par_map(items, checked).collect()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.into_par_iter().map(checked).collect()
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.par().map(checked).into_fallible().collect()
    })
    .with_control(|| halves(0..N))
}

/// Results one by one, in order, on the calling thread: what it makes of them depends on all before.
fn one_by_one(results: impl Iterator<Item = u64>) -> u64 {
    let mut all = 0_u64;
    for x in results {
        all = all.rotate_left(1) ^ x;
    }
    all
}

fn ordered(n: usize, nanos: f64) -> Cell {
    let steps = black_box(steps_for(nanos));
    let f = move |x| chain(x, steps);
    Contest::new(
        format!("for_each_ordered: {} x {nanos} ns", grouped(n)),
        move || 0..n,
        move |items: std::ops::Range<usize>| one_by_one(items.map(f)),
    )
    .with(Who::Abreast, move |items| {
        let mut all = 0_u64;
        use abreast::prelude::*;
        items
            .par_map(f)
            .for_each_ordered(|x| all = all.rotate_left(1) ^ x);
        all
    })
    .with(Who::Pariter, move |items| {
        one_by_one(pariter::IteratorExt::parallel_map(items, f))
    })
    .with_control(move || halves(0..n))
}

fn stream(n: usize, nanos: f64) -> Cell {
    let steps = black_box(steps_for(nanos));
    let f = move |x| chain(x, steps);
    Contest::new(
        format!("stream: {} x {nanos} ns", grouped(n)),
        move || 0..n,
        move |items: std::ops::Range<usize>| one_by_one(items.map(f)),
    )
    .with(Who::Abreast, move |items| {
        one_by_one(abreast::IntoParallel::par_map(items, f).stream())
    })
    .with(Who::Pariter, move |items| {
        one_by_one(pariter::IteratorExt::parallel_map(items, f))
    })
    .with_control(move || halves(0..n))
}
