//! What a trace has of the calls that were made.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use abreast::prelude::*;
use abreast::trace::{Begun, Call};
use abreast::{Trace, record, scope, spawn};

/// What each call comes to that does not depend on time.
fn calls(trace: &Trace) -> Vec<(&str, usize)> {
    let of = |call: &Call| (call.consumer(), call.items());
    let mut calls: Vec<_> = trace.calls().iter().map(of).collect();
    calls.sort();
    calls
}

#[test]
fn each_consumer_is_there_with_its_name_and_all_its_items() {
    const N: usize = 1000;
    let chain = || (0..N).par_map(|x| x);
    let pulled = || (0..N).filter(|_| true).into_par().map(|x| x);
    for threads in [1, 2, 4] {
        // A loop goes another way once it is known.
        for round in 0..20 {
            macro_rules! check {
                ($($consumer:ident => $run:expr;)*) => {$(
                    let (_, trace) = record(|| with_threads(threads, || $run));
                    let name = stringify!($consumer);
                    let case = format!("{threads} threads, round {round}");
                    assert_eq!(calls(&trace), [(name, N)], "{case}: {}", stringify!($run));
                    let call = &trace.calls()[0];
                    assert_eq!(call.file(), file!(), "{name}");
                    // In the table, which begins at that line.
                    assert!((1..40).contains(&(call.line() - line!())), "{name}: {}", call.line());
                    assert_eq!(call.allowed(), threads);
                    assert!(!call.ended_early() && !call.panicked(), "{name}");
                    // (Where results are delivered as they come, helpers leave, and others come. And a call of
                    // any iterator may go on alone, and then be shared with others.)
                    let delivers = name.contains("stream") || name.contains("ordered");
                    let is_pulled = stringify!($run).contains("pulled");
                    let may_change = threads > 1 && (delivers || is_pulled);
                    assert!(may_change || call.seats().len() <= threads, "{name}");
                    assert!(call.began() <= call.ended() && call.ended() <= trace.nanos(), "{name}");
                    for piece in call.seats().iter().flat_map(|seat| seat.pieces()) {
                        assert!(call.began() <= piece.from && piece.from <= piece.to);
                        assert!(piece.to <= call.ended());
                    }
                )*};
            }
            check! {
                collect_vec => chain().collect_vec();
                collect => chain().collect::<Vec<_>>();
                collect => chain().map(Some).collect::<Option<Vec<_>>>();
                collect_into => chain().collect_into(&mut Vec::new()).len();
                partition => chain().partition::<Vec<_>, _>(|x| x % 2 == 0);
                unzip => chain().map(|x| (x, x)).unzip::<_, _, Vec<_>, Vec<_>>();
                sum => chain().sum::<usize>();
                product => chain().product::<usize>();
                reduce => chain().reduce(usize::max);
                fold => chain().fold(|| 0, |sum, x| sum + x, |a, b| a + b);
                min => chain().min();
                max_by_key => chain().max_by_key(|x| *x);
                for_each => chain().for_each(|_| ());
                for_each_init => chain().for_each_init(|| (), |(), _| ());
                try_for_each => chain().try_for_each(|_| Ok::<_, ()>(()));
                all => chain().all(|x| x < N);
                for_each_ordered => chain().for_each_ordered(|_| ());
                try_for_each_ordered => chain().try_for_each_ordered(|_| Ok::<_, ()>(()));
                stream => chain().stream().count();
                stream_unordered => chain().stream_unordered().count();
                collect_vec => pulled().collect_vec();
                sum => pulled().sum::<usize>();
                for_each => pulled().for_each(|_| ());
                for_each_ordered => pulled().for_each_ordered(|_| ());
                stream => pulled().stream().count();
                collect_vec => for x in chain() { assert!(x < N) };
                for_each => (0..N).par_for_each(|_| ());
            }
        }
    }
}

#[test]
fn calls_of_items_and_of_tasks_are_in_it() {
    let inner = |n: usize| (0..n).par_map(|x| x).sum::<usize>();
    let (_, trace) = record(|| {
        with_threads(4, || {
            (10..14).par_map(inner).max_len(1).collect_vec();
            spawn(move || inner(20)).join();
            scope(|s| {
                s.spawn(move || inner(21));
            });
        });
    });
    let expected = [
        ("collect_vec", 4),
        ("sum", 10),
        ("sum", 11),
        ("sum", 12),
        ("sum", 13),
        ("sum", 20),
        ("sum", 21),
    ];
    assert_eq!(calls(&trace), expected);
}

#[test]
fn recordings_on_two_threads_do_not_mix() {
    let both = Barrier::new(2);
    let run = |n: usize| {
        let (_, trace) = record(|| {
            both.wait();
            for _ in 0..100 {
                (0..n)
                    .par_map(|x| (0..n).par_map(|y| x * y).sum::<usize>())
                    .collect_vec();
            }
            both.wait();
        });
        trace
    };
    let (ten, eleven) = thread::scope(|s| {
        let ten = s.spawn(|| run(10));
        let eleven = run(11);
        (ten.join().unwrap(), eleven)
    });
    for (n, trace) in [(10, ten), (11, eleven)] {
        let mut counts = HashMap::new();
        for call in calls(&trace) {
            *counts.entry(call).or_insert(0) += 1;
        }
        let expected = HashMap::from([(("collect_vec", n), 100), (("sum", n), 100 * n)]);
        assert_eq!(counts, expected);
    }
}

#[test]
fn a_recording_within_another_is_in_both() {
    let ((_, inner), outer) = record(|| {
        let inner = record(|| (0..5).par_map(|x| x).collect_vec());
        assert_eq!((0..6).par().count(), 6);
        inner
    });
    assert_eq!(calls(&inner), [("collect_vec", 5)]);
    let names: Vec<_> = outer.calls().iter().map(Call::consumer).collect();
    assert_eq!(names, ["collect_vec", "count"]);
    assert!(inner.calls()[0].ended() <= inner.nanos());
}

#[test]
fn nothing_is_recorded_behind_the_end() {
    let (stream, trace) = record(|| {
        let mut stream = (0..1000).into_par().map(|x| x).stream();
        stream.next();
        stream
    });
    assert!(trace.calls().is_empty(), "the stream is not over");
    assert_eq!(stream.count(), 999);
    (0..10).par().count();
    assert!(record(|| ()).1.calls().is_empty());
}

#[test]
fn early_ends_and_panics_are_told() {
    for threads in [1, 4] {
        with_threads(threads, || {
            let (found, trace) = record(|| (0..1_000_000).par().find(|x| *x == 1000));
            assert_eq!(found, Some(1000));
            let call = &trace.calls()[0];
            assert!(
                call.ended_early() && !call.panicked(),
                "{threads} threads: {call:?}"
            );
            assert!(call.items() < 1_000_000);

            let broken = |x: usize| assert!(x < 50_000, "planted");
            let (result, trace) =
                record(|| catch_unwind(AssertUnwindSafe(|| (0..100_000).par().for_each(broken))));
            assert!(result.is_err());
            let call = &trace.calls()[0];
            assert!(call.panicked(), "{threads} threads: {call:?}");
            // The next one is not said to panic.
            assert!(!record(|| (0..10).par().count()).1.calls()[0].panicked());
        });
    }
    assert!(catch_unwind(|| record(|| panic!("planted"))).is_err());
    // That recording is over, too.
    let (_, trace) = record(|| (0..10).par_map(|x| x).collect_vec());
    assert_eq!(calls(&trace), [("collect_vec", 10)]);
}

#[test]
fn a_loop_that_is_alone_has_one_thread_and_was_not_shared() {
    let (_, trace) = record(|| with_threads(1, || (0..100).par_map(|x| x).collect_vec()));
    let call = &trace.calls()[0];
    assert_eq!(
        (call.begun(), call.shared(), call.seats().len()),
        (Begun::Alone, None, 1)
    );
    assert_eq!(call.seats()[0].thread(), call.thread());
}

#[test]
fn who_took_part_is_told() {
    let all = Barrier::new(4);
    let (_, trace) = record(|| with_threads(4, || (0..4).par().for_each(|_| _ = all.wait())));
    let call = &trace.calls()[0];
    assert_eq!((call.seats().len(), call.items()), (4, 4), "{call:?}");
    assert!(call.shared().is_some());
    assert!(call.seats().iter().all(|seat| seat.items() == 1));
    // The same people are there at one time.
    let froms = call.seats().iter().map(|seat| seat.pieces()[0].from).max();
    let tos = call.seats().iter().map(|seat| seat.pieces()[0].to).min();
    assert!(froms <= tos);
}

#[test]
fn of_a_million_small_calls_some_are_counted_only() {
    let (_, trace) = record(|| (0..70_000).for_each(|_| _ = (0..2).par().count()));
    assert_eq!(trace.calls().len() + trace.left_out(), 70_000);
    assert!(trace.left_out() > 0 && trace.to_string().contains("calls that were not kept"));
}
