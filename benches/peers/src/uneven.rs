//! Quick items, then heavy ones: a guess at what comes, by what came so far, is wrong.
//!
//! Where the heavy ones sleep, so many threads take part as the name says, however many processors there are:
//! the ideal is the loop's time shared by those. (The control is two threads, as everywhere.)

use std::hint::black_box;
use std::ops::Range;
use std::rc::Rc;
use std::thread::sleep;
use std::time::Duration;

use crate::contestants::halves;
use crate::measure::{Cell, Contest, Who, apart};
use crate::work::{chain, steps_for};

/// How long a heavy item sleeps.
const HEAVY: Duration = Duration::from_millis(1);

/// Items below `len`, of which one in so many from one number to another sleeps, on so many threads.
#[derive(Clone, Copy)]
struct Items {
    len: usize,
    heavy: (usize, usize),
    one_in: usize,
    threads: usize,
}

impl Items {
    #[inline]
    fn work(self, x: usize) -> u64 {
        if (self.heavy.0..self.heavy.1).contains(&x) && x.is_multiple_of(self.one_in) {
            sleep(HEAVY);
        }
        chain(x, 1)
    }

    /// As many of rayon's threads.
    fn rayon(self) -> Rc<rayon::ThreadPool> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads);
        Rc::new(pool.build().expect("threads can be started"))
    }
}

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    let items = |len, heavy: Range<usize>, threads| Items {
        len,
        heavy: (heavy.start, heavy.end),
        one_in: 1,
        threads,
    };
    let one_in_100 = Items {
        one_in: 100,
        ..items(10_000, 0..10_000, 8)
    };
    let two = items(20_080, 20_000..20_080, 2);
    let middle = items(100_000, 50_000..50_160, 16);
    vec![
        collect(
            "uneven: 1_000 quick, then 80 that sleep, 8 threads",
            items(1_080, 1_000..1_080, 8),
        ),
        collect("uneven: 160 that sleep amid 100_000, 16 threads", middle),
        filter("uneven: 160 that sleep amid 100_000, filtered", middle),
        sum("uneven: 160 that sleep amid 100_000, summed", middle),
        collect(
            "uneven: 64 that sleep behind 100_000, 16 threads",
            items(100_000, 99_936..100_000, 16),
        ),
        owned(
            "uneven: 100 that sleep amid a vector of 20_000, 8 threads",
            items(20_000, 10_000..10_100, 8),
        ),
        pulled(
            "uneven: 20_000 quick, then 80 that sleep, pulled, 8 threads",
            items(20_080, 20_000..20_080, 8),
        ),
        pulled(
            "uneven: one in 100 of 10_000 sleeps, pulled, 8 threads",
            one_in_100,
        ),
        filter(
            "uneven: 80 that sleep behind 20_000, filtered, 2 threads",
            two,
        ),
        pulled(
            "uneven: 80 that sleep behind 20_000, pulled, 2 threads",
            two,
        ),
        ordered(
            "uneven: 80 that sleep behind 20_000, in order, 2 threads",
            two,
        ),
        ordered(
            "uneven: 80 that sleep behind 20_000, in order, 8 threads",
            Items { threads: 8, ..two },
        ),
        computing("uneven: 40 x 2 ms amid 1_000_000 x 1 ns"),
        behind_even_calls(
            "uneven: 160 that sleep amid 100_000, behind even calls, 16 threads",
            middle,
        ),
        behind_even_calls(
            "uneven: 64 that sleep behind 100_000 and even calls, 16 threads",
            items(100_000, 99_936..100_000, 16),
        ),
        collect("even: 200_000, of 4 threads", items(200_000, 0..0, 4)),
        sum(
            "even: 200_000, summed, of 4 threads",
            items(200_000, 0..0, 4),
        ),
        sum(
            "even: 20_000, summed, of 16 threads",
            items(20_000, 0..0, 16),
        ),
    ]
}

fn collect(name: &str, items: Items) -> Cell {
    let work = move |x| items.work(x);
    let pool = items.rayon();
    Contest::new(
        name,
        move || 0..items.len,
        move |items: Range<usize>| items.map(work).collect::<Vec<u64>>(),
    )
    .with(Who::Abreast, move |range| {
        use abreast::prelude::*;
        with_threads(items.threads, || range.par_map(work).collect_vec())
    })
    .with(Who::Rayon, move |range| {
        use rayon::prelude::*;
        pool.install(|| range.into_par_iter().map(work).collect())
    })
    .with_control(move || halves(0..items.len))
}

fn filter(name: &str, items: Items) -> Cell {
    let keeps = move |x: &usize| items.work(*x).is_multiple_of(2);
    let pool = items.rayon();
    Contest::new(
        name,
        move || 0..items.len,
        move |items: Range<usize>| items.filter(keeps).collect::<Vec<usize>>(),
    )
    .with(Who::Abreast, move |range| {
        use abreast::prelude::*;
        with_threads(items.threads, || range.par().filter(keeps).collect_vec())
    })
    .with(Who::Rayon, move |range| {
        use rayon::prelude::*;
        pool.install(|| range.into_par_iter().filter(keeps).collect())
    })
    .with_control(move || halves(0..items.len))
}

fn sum(name: &str, items: Items) -> Cell {
    let work = move |x| items.work(x) >> 20;
    let pool = items.rayon();
    Contest::new(
        name,
        move || 0..items.len,
        move |items: Range<usize>| items.map(work).sum::<u64>(),
    )
    .with(Who::Abreast, move |range| {
        use abreast::prelude::*;
        with_threads(items.threads, || range.par_map(work).sum())
    })
    .with(Who::Rayon, move |range| {
        use rayon::prelude::*;
        pool.install(|| range.into_par_iter().map(work).sum())
    })
    .with_control(move || halves(0..items.len))
}

/// For what is done with each item, and nothing else.
fn owned(name: &str, items: Items) -> Cell {
    let visit = move |x| drop(black_box(items.work(x).to_string()));
    let pool = items.rayon();
    Contest::new(
        name,
        move || (0..items.len).collect::<Vec<_>>(),
        move |items: Vec<usize>| items.into_iter().for_each(visit),
    )
    .with(Who::Abreast, move |vector| {
        use abreast::prelude::*;
        with_threads(items.threads, || vector.par_for_each(visit));
    })
    .with(Who::Rayon, move |vector| {
        use rayon::prelude::*;
        pool.install(|| vector.into_par_iter().for_each(visit));
    })
    .with_control(move || halves(0..items.len).map(|half| half.collect()))
}

/// An iterator that can only be pulled. rayon's results are in some order.
fn pulled(name: &str, items: Items) -> Cell {
    let work = move |x| items.work(x);
    let pool = items.rayon();
    Contest::new(
        name,
        move || 0..items.len,
        move |items: Range<usize>| items.map(work).collect::<Vec<u64>>(),
    )
    .with(Who::Abreast, move |range| {
        use abreast::prelude::*;
        let pulled = &mut range.filter(|_| true);
        with_threads(items.threads, || {
            AnyIterator::par_map(pulled, work).collect_vec()
        })
    })
    .with_any_order(
        Who::Rayon,
        move |range| {
            use rayon::prelude::*;
            let pulled = range.filter(|_| true).par_bridge();
            pool.install(|| pulled.map(work).collect())
        },
        |results| results.sort_unstable(),
    )
    .with_control(move || halves(0..items.len))
}

/// One result after the other, on the calling thread. rayon's are collected first.
fn ordered(name: &str, items: Items) -> Cell {
    let work = move |x| items.work(x);
    let pool = items.rayon();
    let mixed = |sum: u64, result: u64| sum.rotate_left(1) ^ result;
    Contest::new(
        name,
        move || 0..items.len,
        move |items: Range<usize>| items.map(work).fold(0, mixed),
    )
    .with(Who::Abreast, move |range| {
        use abreast::prelude::*;
        let mut sum = 0;
        with_threads(items.threads, || {
            range
                .par_map(work)
                .for_each_ordered(|result| sum = mixed(sum, result));
        });
        sum
    })
    .with(Who::Rayon, move |range| {
        use rayon::prelude::*;
        let results: Vec<u64> = pool.install(|| range.into_par_iter().map(work).collect());
        results.into_iter().fold(0, mixed)
    })
    .with_control(move || halves(0..items.len))
}

/// How many calls of nothing but quick items come before the one that is timed: they are no promise.
const EVEN: usize = 10;

fn behind_even_calls(name: &str, items: Items) -> Cell {
    let work = move |x| items.work(x);
    let pool = items.rayon();
    let quick = 10 * items.len..11 * items.len;
    Contest::new(
        name,
        move || 0..items.len,
        move |items: Range<usize>| items.map(work).collect::<Vec<u64>>(),
    )
    .with(Who::Abreast, {
        let quick = quick.clone();
        move |range| {
            use abreast::prelude::*;
            let call = |range: Range<usize>| range.par_map(work).collect_vec();
            with_threads(items.threads, || {
                apart(|| (0..EVEN).for_each(|_| drop(black_box(call(quick.clone())))));
                call(range)
            })
        }
    })
    .with(Who::Rayon, move |range| {
        use rayon::prelude::*;
        let call = |range: Range<usize>| range.into_par_iter().map(work).collect();
        pool.install(|| {
            let even = || (0..EVEN).for_each(|_| drop::<Vec<u64>>(black_box(call(quick.clone()))));
            apart(even);
            call(range)
        })
    })
    .with_control(move || halves(0..items.len))
}

/// On the processors that there are.
fn computing(name: &str) -> Cell {
    const LEN: usize = 1_000_000;
    let (quick, heavy) = (1, black_box(steps_for(2e6)));
    let work = move |x: usize| {
        let is_heavy = (LEN / 2..LEN / 2 + 40).contains(&x);
        chain(x, if is_heavy { heavy } else { quick }) >> 20
    };
    Contest::new(
        name,
        || 0..LEN,
        move |items: Range<usize>| items.map(work).sum::<u64>(),
    )
    .with(Who::Abreast, move |items| {
        abreast::IntoParallel::par_map(items, work).sum()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.into_par_iter().map(work).sum()
    })
    .with_control(|| halves(0..LEN))
}
