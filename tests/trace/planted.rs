//! Programs of which it is known why they are not faster, and what they are told.
//!
//! What is the matter with them is so by construction, or by so much that no machine is slow enough to hide
//! it.

use std::sync::{Barrier, Mutex};
use std::thread::sleep;
use std::time::Duration;

use abreast::prelude::*;
use abreast::record;
use abreast::trace::Begun;

/// What the only call of `f` on so many threads is told.
fn told<R>(threads: usize, f: impl FnOnce() -> R) -> String {
    let (_, trace) = record(|| with_threads(threads, f));
    assert_eq!(trace.calls().len(), 1);
    let advice = trace.calls()[0].advice();
    assert!(trace.to_string().contains(&advice));
    println!("{trace}");
    advice
}

const LONG: Duration = Duration::from_millis(50);
const SHORT: Duration = Duration::from_millis(1);

#[test]
fn one_thread() {
    let said = told(1, || (0..100).par_map(|x| x).collect_vec());
    assert!(said.starts_with("one thread was allowed"), "{said}");
}

#[test]
fn no_items() {
    let said = told(4, || (0..0).par_map(|x| x).collect_vec());
    assert!(said.starts_with("no item"), "{said}");
}

#[test]
fn too_few_items() {
    let all = Barrier::new(3);
    let said = told(16, || {
        (0..3).par().for_each(|_| {
            all.wait();
            sleep(SHORT);
        });
    });
    assert!(said.starts_with("3 items for 16 threads"), "{said}");
}

#[test]
fn too_cheap() {
    // Whatever else the machine does, of so many calls some are left alone.
    let cheap = || told(2, || (0..1000_u64).par_map(|x| x ^ 1).sum::<u64>());
    let said: Vec<_> = (0..100).map(|_| cheap()).collect();
    let right = said
        .iter()
        .any(|said| said.ends_with("ns an item: a plain loop would be as fast"));
    assert!(right, "{said:?}");
}

#[test]
fn one_heavy_item() {
    let heavy = |x: usize| sleep(if x == 70 { LONG } else { Duration::ZERO });
    let said = told(2, || (0..100).par().for_each(heavy));
    assert!(
        said.starts_with("one ") && said.contains("of the call: split it"),
        "{said}"
    );
}

#[test]
fn a_slow_source() {
    let slow = (0..100).inspect(|_| sleep(SHORT));
    let said = told(2, || slow.into_par().map(|x| x + 1).for_each(drop::<i32>));
    assert!(said.starts_with("the source took"), "{said}");
}

#[test]
fn a_lock_held_by_all() {
    let lock = Mutex::new(());
    let (_, trace) = record(|| {
        (0..200).par().for_each(|_| {
            let _held = lock.lock().unwrap();
            sleep(SHORT);
        });
    });
    let call = &trace.calls()[0];
    let said = call.advice();
    // Only of a call that one thread begins alone it is known what an item costs without others.
    if call.allowed() > 1 && call.begun() == Begun::Alone {
        assert!(
            said.contains("do the items take the same lock"),
            "{said}: {trace}"
        );
    }
}

#[test]
fn a_taker_that_is_slow() {
    let said = told(2, || {
        let quick = (0..200).par_map(|x| x).threads(2).window(4);
        quick.for_each_ordered(|_| sleep(SHORT));
    });
    assert!(said.contains("slower than they are made"), "{said}");
}

#[test]
fn even_and_good() {
    let all = Barrier::new(2);
    let said = told(2, || {
        (0..2).par().for_each(|_| {
            all.wait();
            sleep(LONG);
        });
    });
    assert!(said.starts_with("good"), "{said}");
}
