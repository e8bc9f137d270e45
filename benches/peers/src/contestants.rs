//! How each contestant does each kind of task: every one with the same closure, in the way that its manual
//! shows.
//!
//! All use their default pools. Ranges are of `usize`, because those of orx-parallel and paralight can be
//! of nothing else.

use std::hint::black_box;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

use paralight::prelude::{
    CpuPinningPolicy, RangeStrategy, ThreadCount, ThreadPool, ThreadPoolBuilder,
};

use crate::measure::{Cell, Contest, Who};

/// paralight's manual has its users make a pool: this one, with as many threads as processors, is made once.
static PARALIGHT: LazyLock<Mutex<ThreadPool>> = LazyLock::new(|| {
    let builder = ThreadPoolBuilder {
        num_threads: ThreadCount::AvailableParallelism,
        range_strategy: RangeStrategy::WorkStealing,
        cpu_pinning: CpuPinningPolicy::No,
    };
    Mutex::new(builder.build())
});

/// Runs `work` with paralight's pool, which one caller has to itself.
pub fn with_paralight<R>(work: impl FnOnce(&mut ThreadPool) -> R) -> R {
    work(&mut PARALIGHT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The work on one item, as every contestant gets it.
pub trait Work<T, R>: Fn(T) -> R + Copy + Send + Sync + 'static {}
impl<T, R, F: Fn(T) -> R + Copy + Send + Sync + 'static> Work<T, R> for F {}

/// A result that can be sent, and compared to the loop's.
pub trait Answer: Send + PartialEq + 'static {}
impl<R: Send + PartialEq + 'static> Answer for R {}

fn plain<R>(items: Range<usize>, f: impl Work<usize, R>) -> Vec<R> {
    items.map(f).collect()
}

fn abreast<R: Send>(items: Range<usize>, f: impl Work<usize, R>) -> Vec<R> {
    use abreast::prelude::*;
    items.par_map(f).collect_vec()
}

fn rayon<R: Send>(items: Range<usize>, f: impl Work<usize, R>) -> Vec<R> {
    use rayon::prelude::*;
    items.into_par_iter().map(f).collect()
}

fn orx<R: Send>(items: Range<usize>, f: impl Work<usize, R>) -> Vec<R> {
    use orx_parallel::*;
    items.par().map(f).collect()
}

fn paralight<R: Send>(items: Range<usize>, f: impl Work<usize, R>) -> Vec<R> {
    use paralight::prelude::*;
    with_paralight(|pool| {
        items
            .into_par_iter()
            .map(f)
            .with_thread_pool(pool)
            .collect()
    })
}

/// The two halves of a range.
pub fn halves(items: Range<usize>) -> [Range<usize>; 2] {
    let middle = items.start.midpoint(items.end);
    [items.start..middle, middle..items.end]
}

/// A map of `0..n` into a vector.
pub fn range<R: Answer>(name: impl Into<String>, n: usize, f: impl Work<usize, R>) -> Cell {
    Contest::new(name, move || 0..n, move |items| plain(items, f))
        .with(Who::Abreast, move |items| abreast(items, f))
        .with(Who::Rayon, move |items| rayon(items, f))
        .with(Who::Orx, move |items| orx(items, f))
        .with(Who::Paralight, move |items| paralight(items, f))
        .with_control(move || halves(0..n))
}

/// A map of the items of a slice, by reference.
pub fn slice<T, R>(name: &str, items: &'static [T], f: impl Work<&'static T, R>) -> Cell
where
    T: Send + Sync,
    R: Answer,
{
    Contest::new(
        name,
        move || items,
        move |items: &'static [T]| items.iter().map(f).collect::<Vec<R>>(),
    )
    .with(Who::Abreast, move |items| {
        abreast::IntoParallel::par_map(items, f).collect_vec()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.par_iter().map(f).collect()
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.into_par().map(f).collect()
    })
    .with(Who::Paralight, move |items| {
        use paralight::prelude::*;
        with_paralight(|pool| items.par_iter().map(f).with_thread_pool(pool).collect())
    })
    .with_control(move || items.split_at(items.len() / 2).into())
}

/// A map of an owned vector, whose items are dropped on the way. It is cloned before the clock starts.
pub fn owned<T, R>(name: &str, items: &'static [T], f: impl Work<T, R>) -> Cell
where
    T: Clone + Send + Sync,
    R: Answer,
{
    Contest::new(
        name,
        move || items.to_vec(),
        move |items: Vec<T>| items.into_iter().map(f).collect::<Vec<R>>(),
    )
    .with(Who::Abreast, move |items| {
        abreast::IntoParallel::par_map(items, f).collect_vec()
    })
    .with(Who::Rayon, move |items| {
        use rayon::prelude::*;
        items.into_par_iter().map(f).collect()
    })
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.into_par().map(f).collect()
    })
    .with(Who::Paralight, move |items| {
        use paralight::prelude::*;
        with_paralight(|pool| {
            items
                .into_par_iter()
                .map(f)
                .with_thread_pool(pool)
                .collect()
        })
    })
    .with_control(move || {
        let (first, second) = items.split_at(items.len() / 2);
        [first.to_vec(), second.to_vec()]
    })
}

/// A map of any iterator: abreast's second door. rayon's `par_bridge` loses the order, so that only its set
/// of results is compared; the others keep it. paralight has nothing for it.
pub fn iterator<I, R>(
    name: &str,
    items: impl Fn() -> I + 'static,
    halves: impl Fn() -> [I; 2] + 'static,
    f: impl Work<I::Item, R>,
) -> Cell
where
    I: Iterator<Item: Send + Sync> + Send + 'static,
    R: Answer + Ord,
{
    Contest::new(name, items, move |items: I| {
        items.map(f).collect::<Vec<R>>()
    })
    .with(Who::Abreast, move |mut items| {
        abreast::AnyIterator::par_map(&mut items, f).collect_vec()
    })
    .with_any_order(
        Who::Rayon,
        move |items| bridged(items, f),
        |answers| answers.sort(),
    )
    .with(Who::Orx, move |items| {
        use orx_parallel::*;
        items.iter_into_par().map(f).collect()
    })
    .with(Who::Pariter, move |items| {
        pariter::IteratorExt::parallel_map(items, f).collect()
    })
    .with_control(halves)
}

fn bridged<I, R: Send>(items: I, f: impl Work<I::Item, R>) -> Vec<R>
where
    I: Iterator<Item: Send> + Send,
{
    use rayon::prelude::*;
    items.par_bridge().map(f).collect()
}

/// `outer` calls inside a call, of `inner` items each.
///
/// Two are left out, for a call inside a call waits for ever: paralight's for its one pool, which the outer
/// call has to itself; orx-parallel's for a thread of its default pool, all of which wait in the same way.
pub fn nested<R: Answer>(name: &str, outer: usize, inner: usize, f: impl Work<usize, R>) -> Cell {
    let row = move |i: usize| i * inner..(i + 1) * inner;
    Contest::new(
        name,
        move || 0..outer,
        move |rows| plain(rows, move |i| plain(row(i), f)),
    )
    .with(Who::Abreast, move |rows| {
        abreast(rows, move |i| abreast(row(i), f))
    })
    .with(Who::Rayon, move |rows| {
        rayon(rows, move |i| rayon(row(i), f))
    })
    .with_control(move || halves(0..outer))
}

/// `calls` calls in a row, of `n` items each: what a loop around a parallel call costs.
pub fn calls<R: Answer>(name: &str, calls: usize, n: usize, f: impl Work<usize, R>) -> Cell {
    let row = move |i: usize| i * n..(i + 1) * n;
    Contest::new(
        name,
        move || 0..calls,
        move |rows| in_a_row(rows, |i| plain(row(i), f)),
    )
    .with(Who::Abreast, move |rows| {
        in_a_row(rows, |i| abreast(row(i), f))
    })
    .with(Who::Rayon, move |rows| in_a_row(rows, |i| rayon(row(i), f)))
    .with(Who::Orx, move |rows| in_a_row(rows, |i| orx(row(i), f)))
    .with(Who::Paralight, move |rows| {
        in_a_row(rows, |i| paralight(row(i), f))
    })
    .with_control(move || halves(0..calls))
}

/// The last item of each call. The rest is dropped at once, within the time, as in any loop around calls.
fn in_a_row<R>(rows: Range<usize>, call: impl Fn(usize) -> Vec<R>) -> Vec<Option<R>> {
    rows.map(|i| black_box(call(black_box(i))).pop()).collect()
}
