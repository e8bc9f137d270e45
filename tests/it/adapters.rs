//! Law 4 for every adapter and every consumer: every value that was made is dropped once, whatever panics.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;
use abreast::walk;

use crate::support::{Books, Entry, THREADS};

const LEN: usize = 200;

/// A value with its number.
type Item<'b> = (usize, Entry<'b>);

/// Runs a case at every number of threads: without a panic, and with one at the first, a middle and the
/// last item.
fn each_wrong(case: impl Fn(&Books, usize)) {
    for threads in THREADS {
        for wrong in [usize::MAX, 0, LEN / 2, LEN - 1] {
            let books = Books::new(20 * LEN);
            let done = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || case(&books, wrong))
            }));
            books.check();
            assert_eq!(done.is_err(), wrong < LEN, "{wrong} at {threads} threads");
        }
    }
}

fn made(books: &Books) -> Vec<Item<'_>> {
    (0..LEN).map(|x| (x, books.enter())).collect()
}

/// Numbers below this one in a tree of which a walk is `0..LEN`.
fn below(x: usize) -> Vec<usize> {
    match x {
        0 => (1..10).chain((10..LEN).step_by(10)).collect(),
        _ if x % 10 == 0 => (x + 1..x + 10).collect(),
        _ => Vec::new(),
    }
}

/// The same values as nodes of a tree.
fn walked<'b>(books: &'b Books, wrong: usize) -> Par<impl Pieces<Item = Item<'b>> + Sync> {
    walk((0, books.enter()), move |(x, _)| {
        panic_if(*x == wrong);
        below(*x).into_iter().map(|x| (x, books.enter()))
    })
}

fn panic_if(wrong: bool) {
    if wrong {
        resume_unwind(Box::new(()));
    }
}

/// A new value for an old one, unless that is the one that goes wrong.
fn renewed<'b>((x, item): Item<'b>, books: &'b Books, wrong: usize) -> Item<'b> {
    let result = books.enter();
    panic_if(x == wrong);
    drop(item);
    (x, result)
}

/// A test for each adapter: over owned values that end in a vector, with a panic in a closure before it,
/// one in a closure behind it, and in its own closure if it has one, which is told which item goes wrong.
macro_rules! balances {
    ($($name:ident: |$items:ident, $wrong:ident| $chain:expr, then |$item:ident| $of:expr;)*) => {$(
        #[test]
        fn $name() {
            // Behind it, or in it.
            each_wrong(|books, $wrong| {
                let $items = made(books).par();
                let chain = $chain;
                chain.map(|$item| { panic_if($of == $wrong); books.enter() }).collect_vec();
            });
            // Before it.
            each_wrong(|books, wrong| {
                #[allow(unused_variables, reason = "not every adapter has a closure")]
                let $wrong = usize::MAX;
                let $items = made(books).par().map(|item| renewed(item, books, wrong));
                let chain = $chain;
                chain.count();
            });
        }
    )*};
}

balances! {
    of_map: |items, _wrong| items.map(|item| (item.0, [item])), then |item| item.0;
    of_filter: |items, wrong| items.filter(|item| { panic_if(item.0 == wrong); item.0 % 2 == 0 }),
        then |item| item.0;
    of_filter_map: |items, wrong| items
        .filter_map(|item| { panic_if(item.0 == wrong); (item.0 % 2 == 0).then_some(item) }),
        then |item| item.0;
    of_flat_map: |items, wrong| items.flat_map(|item| { panic_if(item.0 == wrong); [Some(item), None] }),
        then |item| item.map_or(LEN, |item| item.0);
    of_flatten: |items, _wrong| items.map(|item| vec![Some(item), None]).flatten(), then |item| item
        .map_or(LEN, |item| item.0);
    of_inspect: |items, wrong| items.inspect(|item| panic_if(item.0 == wrong)), then |item| item.0;
    of_map_init: |items, wrong| items
        .map_init(|| 1, |one, item| { panic_if(item.0 == wrong); (item.0, *one, item) }),
        then |item| item.0;
    of_enumerate: |items, _wrong| items.enumerate(), then |item| item.0;
    of_rev: |items, _wrong| items.rev(), then |item| item.0;
    of_chain: |items, _wrong| items.chain(vec![]), then |item| item.0;
    of_chunks: |items, _wrong| items.chunks(7), then |item| item.iter()
        .find(|item| [0, LEN / 2, LEN - 1].contains(&item.0)).map_or(LEN, |item| item.0);
    of_rev_chunks: |items, _wrong| items.chunks(7).rev().enumerate(), then |item| {
        item.1.iter().find(|item| [0, LEN / 2, LEN - 1].contains(&item.0)).map_or(LEN, |item| item.0)
    };
    of_step_by: |items, _wrong| items.step_by(1), then |item| item.0;
    of_skip: |items, _wrong| items.skip(0), then |item| item.0;
    of_take: |items, _wrong| items.take(LEN), then |item| item.0;
    of_zip: |items, _wrong| items.zip(vec![0; LEN]), then |item| item.0.0;
    of_update: |items, wrong| items.update(|item| { panic_if(item.0 == wrong); item.0 ^= 0; }),
        then |item| item.0;
    of_interleave: |items, _wrong| items.map(Some).interleave((0..7).par_map(|_| None)), then |item| item
        .map_or(LEN, |item| item.0);
    of_rev_interleave: |items, _wrong| (0..2 * LEN).par_map(|_| None).interleave(items.map(Some)).rev(),
        then |item| item.map_or(LEN, |item| item.0);
    of_intersperse: |items, _wrong| items.map(Arc::new).map(Some).intersperse(None), then |item| item
        .map_or(LEN, |item| item.0);
    of_rev_intersperse: |items, _wrong| items.map(Arc::new).map(Some).intersperse(None).rev(),
        then |item| item.map_or(LEN, |item| item.0);
    of_filtered_intersperse: |items, wrong| items
        .filter(|item| { panic_if(item.0 == wrong); item.0 == 0 || item.0 > 50 })
        .map(Arc::new).map(Some).intersperse(None), then |item| item.map_or(LEN, |item| item.0);
    of_zip_eq: |items, _wrong| items.zip_eq(0..LEN), then |item| item.1;
    of_positions: |items, wrong| items.positions(|item| { panic_if(item.0 == wrong); true }), then |at| at;
    of_take_while: |items, wrong| items.take_while(|item| { panic_if(item.0 == wrong); true }),
        then |item| item.0;
    of_skip_while: |items, wrong| items.skip_while(|item| { panic_if(item.0 == wrong); wrong < LEN }),
        then |item| item.0;
    of_map_while: |items, wrong| items
        .map_while(|item| { panic_if(item.0 == wrong); Some((item.0, [item])) }), then |item| item.0;
    of_until: |items, _wrong| items.until(|| false), then |item| item.0;
    of_on_progress: |items, wrong| items.map(|item| { panic_if(item.0 == wrong); item })
        .on_progress(|n| panic_if(n == 0)), then |item| item.0;
    of_all_that_is_exact: |items, _wrong| items.rev().skip(0).chain(vec![]).take(LEN).step_by(1).enumerate()
        .rev(), then |item| item.1.0;
}

#[test]
fn of_what_is_left_out() {
    for threads in THREADS {
        for n in [0, 1, 77, LEN - 1, LEN, LEN + 9, usize::MAX] {
            let books = Books::new(40 * LEN);
            let step = n.max(1);
            with_threads(threads, || {
                let items = || made(&books).par();
                let few = || Vec::from_iter(made(&books).into_iter().take(n)).par();
                assert_eq!(items().skip(n).count(), LEN.saturating_sub(n));
                assert_eq!(items().take(n).collect_vec().len(), LEN.min(n));
                assert_eq!(
                    items().step_by(step).collect_vec().len(),
                    LEN.div_ceil(step)
                );
                assert_eq!(items().chunks(step).count(), LEN.div_ceil(step));
                assert_eq!(items().zip(few()).count(), LEN.min(n));
                assert_eq!(few().zip(items()).rev().count(), LEN.min(n));
                let all = LEN + LEN.min(n);
                assert_eq!(items().interleave(few()).take(n).count(), all.min(n));
                let some = few().interleave(items()).skip(n / 2).rev().step_by(3);
                assert_eq!(some.count(), (all - all.min(n / 2)).div_ceil(3));
                let shared = few().map(Arc::new).map(Some).intersperse(None);
                let some = shared.skip(1).take(n / 3).rev();
                assert_eq!(some.count(), (2 * LEN.min(n)).saturating_sub(2).min(n / 3));
                assert_eq!(items().nth(n).is_some(), n < LEN);
                assert_eq!(few().map(|item| item.0).eq(0..LEN), n >= LEN);
                let gathered = few().filter(|_| true).map(|item| item.0);
                assert!(gathered.le(items().map(|item| item.0)));
                assert_eq!(
                    items().rev().take(n).skip(1).count(),
                    LEN.min(n).saturating_sub(1)
                );
                assert_eq!(
                    items().chain(few()).skip(n).take(9).count(),
                    9.min((LEN + LEN.min(n)).saturating_sub(n))
                );
                assert_eq!(
                    few().chunks(3).take(2).rev().step_by(2).count(),
                    1.min(LEN.min(n))
                );
                let sides = items().zip(few().skip(3)).zip(items().rev().take(n));
                assert_eq!(sides.filter(|_| true).count(), LEN.min(n).saturating_sub(3));
            });
            books.check();
        }
    }
}

#[test]
fn of_chains_that_are_never_run() {
    let books = Books::new(10 * LEN);
    let items = || made(&books).par();
    drop(
        items()
            .skip(3)
            .take(5)
            .rev()
            .step_by(2)
            .enumerate()
            .zip(items()),
    );
    drop(items().chain(items()).chunks(3).filter(|_| true).flatten());
    drop(
        items()
            .map_init(|| 0, |_, item| item)
            .chain(made(&books).into_iter().into_par())
            .chain(walked(&books, LEN)),
    );
    books.check();
}

#[test]
fn of_a_source_that_panics() {
    each_wrong(|books, wrong| {
        let source = (0..LEN).map(|x| {
            let item = books.enter();
            panic_if(x == wrong);
            (x, item)
        });
        let behind = made(books)
            .par()
            .map(|item| renewed(item, books, usize::MAX));
        source
            .into_par()
            .chain(behind)
            .flat_map(|item| [item, (0, books.enter())])
            .collect_vec();
    });
}

#[test]
fn of_a_tree() {
    // Its children panic; then what comes behind it does.
    each_wrong(|books, wrong| {
        let nodes = walked(books, wrong).collect_vec();
        assert!(nodes.iter().map(|item| item.0).eq(0..LEN));
    });
    each_wrong(|books, wrong| {
        let chain = walked(books, LEN).map(|item| renewed(item, books, wrong));
        chain
            .filter(|item| item.0 % 3 > 0)
            .flat_map(|item| [item, (0, books.enter())])
            .collect_vec();
    });
    each_wrong(|books, wrong| {
        let behind = walked(books, wrong)
            .take_while(|item| item.0 < LEN)
            .map(Arc::new);
        made(books)
            .par()
            .map(Arc::new)
            .chain(behind)
            .map(Some)
            .intersperse(None)
            .collect_vec();
    });
    each_wrong(|books, wrong| {
        let mut next = 0;
        walked(books, LEN)
            .map(|item| renewed(item, books, wrong))
            .for_each_ordered(|item| {
                assert_eq!(item.0, next);
                next += 1;
            });
    });
}

#[test]
fn of_an_init_that_panics() {
    for threads in THREADS {
        let books = Books::new(4 * LEN);
        let begun = AtomicUsize::new(0);
        let init = || {
            let state = books.enter();
            panic_if(begun.fetch_add(1, SeqCst) % 2 == 0);
            state
        };
        let run = || {
            made(&books)
                .par()
                .map_init(init, |_, item| renewed(item, &books, LEN))
                .collect_vec()
        };
        let done = catch_unwind(AssertUnwindSafe(|| with_threads(threads, run).len()));
        assert!(done.is_err());
        books.check();
    }
}

/// An item that is compared by its number.
struct Numbered<'b>(Item<'b>);

impl Ord for Numbered<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.0.cmp(&other.0.0)
    }
}

impl PartialOrd for Numbered<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Numbered<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Numbered<'_> {}

fn added<'b>(
    mut sum: Vec<Item<'b>>,
    item: Item<'b>,
    end: usize,
) -> Result<Vec<Item<'b>>, Item<'b>> {
    if item.0 == end {
        return Err(item);
    }
    sum.push(item);
    Ok(sum)
}

fn joined<'b>(mut left: Vec<Item<'b>>, mut right: Vec<Item<'b>>) -> Vec<Item<'b>> {
    left.append(&mut right);
    left
}

#[test]
fn of_consumers_that_end_early() {
    for threads in THREADS {
        for end in [0, 1, LEN / 2, LEN - 1, LEN] {
            let books = Books::new(90 * LEN);
            let found = end < LEN;
            let at = |item: &Item<'_>| item.0 == end;
            let fails = |item: Item<'_>| {
                if item.0 == end {
                    Err(books.enter())
                } else {
                    Ok(())
                }
            };
            macro_rules! check {
                ($items:expr) => {
                    assert_eq!($items.find(at).is_some(), found);
                    assert_eq!($items.find_map(|item| fails(item).err()).is_some(), found);
                    assert_eq!($items.any(|item| at(&item)), found);
                    assert_eq!($items.position(|item| at(&item)), found.then_some(end));
                    assert_eq!($items.try_for_each(fails).is_err(), found);
                    let add = |sum, item| added(sum, item, end);
                    assert_eq!($items.try_fold(Vec::new, add, joined).is_err(), found);
                    let either = |x, y| if at(&x) || at(&y) { Err(x) } else { Ok(y) };
                    assert_eq!($items.try_reduce(either).is_err(), found);
                    assert_eq!($items.last().unwrap().0, LEN - 1);
                    assert_eq!($items.find_last(at).is_some(), found);
                    assert_eq!($items.position_last(|item| at(&item)), found.then_some(end));
                    let (ones, others): (Vec<_>, Vec<_>) = $items
                        .map(|item| if at(&item) { Err(item) } else { Ok(item) })
                        .partition_result();
                    assert_eq!(
                        (ones.len(), others.len()),
                        (LEN - found as usize, found as usize)
                    );
                    let ends = $items.map(|item| at(&item)).cmp(vec![false; LEN]);
                    assert_eq!(ends.is_gt(), found);
                    let both = $items.map(|item| Arc::new(Numbered(item))).min_max();
                    assert_eq!(
                        both.map(|(min, max)| [min.0.0, max.0.0]),
                        Some([0, LEN - 1])
                    );
                    assert_eq!($items.max_by_key(|item| item.0 / 2).unwrap().0, LEN - 1);
                };
            }
            with_threads(threads, || {
                check!(made(&books).par());
                check!(made(&books).into_iter().filter(|_| true).into_par());
                check!(walked(&books, LEN));
            });
            books.check();
        }
    }
}

/// What is wanted of a stage may be narrowed several times, and then no more is taken, or computed, than
/// `std` does.
#[test]
fn of_steps_that_are_narrowed_twice() {
    for threads in crate::support::THREADS {
        with_threads(threads, || {
            let v = Vec::from_iter((0..20).map(|x| x.to_string()));
            let std = Vec::from_iter(v.clone().into_iter().step_by(2).take(7).take(3));
            let par = v
                .clone()
                .par_map(|x| x)
                .step_by(2)
                .take(7)
                .take(3)
                .collect_vec();
            assert_eq!(par, std);
            let std = Vec::from_iter(v.clone().into_iter().step_by(2).take(7).zip(0..3));
            let par = v
                .clone()
                .par_map(|x| x)
                .step_by(2)
                .take(7)
                .zip((0..3).par_map(|x| x));
            assert_eq!(par.collect_vec(), std);
            let computed = (0..20).par_map(|x: i32| {
                assert!(x < 5);
                x
            });
            assert_eq!(computed.step_by(2).take(7).take(3).collect_vec(), [0, 2, 4]);
        });
    }
}

/// Indices are `usize`s: what lies beyond those is an error rather than left out.
#[test]
fn of_items_that_cannot_be_numbered() {
    let far = |chain: fn() -> usize| std::panic::catch_unwind(chain).is_err();
    assert!(far(|| (0..=usize::MAX)
        .par()
        .skip(usize::MAX - 2)
        .take(3)
        .count()));
    assert!(far(|| (0..u128::MAX)
        .par()
        .step_by(1 << (usize::BITS - 1))
        .take(4)
        .count()));
    let near = (0..u128::MAX).par().skip(3).step_by(2).take(3);
    assert_eq!(near.collect_vec(), [3, 5, 7]);
}
