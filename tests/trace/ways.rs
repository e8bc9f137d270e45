//! Chains that are dealt in ways of their own.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;
use abreast::trace::Call;
use abreast::{record, scope, spawn, walk};

/// The only call of `f`, and what that returns.
fn call<R>(threads: usize, f: impl FnOnce() -> R) -> (R, Call) {
    let (result, trace) = record(|| with_threads(threads, f));
    let [call] = trace.calls() else {
        panic!("{} calls: {trace}", trace.calls().len());
    };
    assert!(!call.panicked());
    (result, call.clone())
}

#[test]
fn a_tree_has_as_many_items_as_nodes() {
    let children = |n: &u32| [2 * n, 2 * n + 1].into_iter().filter(|m| *m < 3_000);
    for threads in [1, 2, 4] {
        let (sum, found) = call(threads, || walk(1, children).map(u64::from).sum::<u64>());
        assert_eq!(sum, (1..3_000).sum::<u64>());
        assert_eq!((found.consumer(), found.items()), ("sum", 2_999));
        assert!(!found.ended_early());
    }
}

#[test]
fn what_is_stopped_ended_early_with_what_was_done() {
    for threads in [1, 2, 4] {
        for round in 0..20 {
            let done = AtomicUsize::new(0);
            let items = || {
                (0..100_000_usize).par_map(|x| {
                    done.fetch_add(1, SeqCst);
                    x
                })
            };
            let stop = || done.load(SeqCst) >= 1_000;
            let (all, found) = call(threads, || items().until(stop).collect_vec());
            let begun = all.len();
            assert_eq!(found.items(), begun, "{threads} threads, round {round}");
            assert!(found.ended_early() || begun == 100_000);
        }
    }
}

#[test]
fn what_ends_by_position_has_the_items_before() {
    for threads in [1, 2, 4] {
        let (count, found) = call(threads, || {
            (0..10_000).par_map(|x| x).take_while(|x| *x < 700).count()
        });
        assert_eq!((count, found.items()), (700, 700), "{threads} threads");
        let (count, found) = call(threads, || {
            (0..10_000).par_map(|x| x).skip_while(|x| *x < 700).count()
        });
        assert_eq!((count, found.items()), (9_300, 9_300), "{threads} threads");
    }
}

#[test]
fn a_stream_that_is_left_early_says_so() {
    for threads in [1, 2, 4] {
        let take = |n: usize| {
            call(threads, || {
                (0..50_000).into_par().map(|x| x).stream().take(n).count()
            })
        };
        let (count, found) = take(10);
        assert_eq!(count, 10);
        assert!((10..50_000).contains(&found.items()), "{}", found.items());
        let (count, found) = take(60_000);
        assert_eq!((count, found.items()), (50_000, 50_000));
    }
}

/// Each call is in the recording of whoever has spawned its task, on whichever thread that runs.
#[test]
fn tasks_of_tasks_belong_to_it() {
    let inner = |n: usize| (0..n).par_map(|x| x).count();
    let (_, trace) = record(|| {
        with_threads(3, || {
            scope(|s| {
                s.spawn(move || s.spawn(move || inner(11)).join() + inner(12));
            });
            spawn(move || spawn(move || inner(13)).join()).join();
            abreast::join(|| inner(14), || abreast::join(|| inner(15), || inner(16)));
        });
    });
    let mut items: Vec<_> = trace.calls().iter().map(Call::items).collect();
    items.sort();
    assert_eq!(items, Vec::from_iter(11..17));
}
