//! Streams that end where nobody expects it, and helpers that panic where they should not.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use abreast::prelude::*;

use crate::support::{Books, THREADS, panic_of, within_a_minute};

/// A stream that its own items can reach.
type Kept = Arc<Mutex<Option<Box<dyn Iterator<Item = usize> + Send>>>>;

/// Takes the stream out, and drops it.
fn end(kept: &Kept) {
    let stream = kept.lock().unwrap().take();
    drop(stream);
}

/// One of the stream's items drops it, on a helper: one that works on its own, or inside a call nested in
/// an item.
#[test]
fn one_of_a_streams_own_items_drops_it() {
    for nested in [false, true] {
        for at in 1..4 {
            let name = format!("item {at} drops its stream, nested: {nested}");
            // Again, where that item happened to be the owner's.
            within_a_minute(&name, || while !drops_it(at, nested) {});
        }
    }
}

/// Says whether a helper had the item.
fn drops_it(at: usize, nested: bool) -> bool {
    let books = Books::kept(10);
    let owner = thread::current().id();
    let (missed, both) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(2)));
    let kept = Kept::default();
    let captured = books.enter();
    let item = {
        let (kept, both) = (Arc::clone(&kept), Arc::clone(&both));
        let missed = Arc::clone(&missed);
        move |x: usize| {
            let _ = &captured;
            if x == 0 {
                // Most often the owner's: until the others have begun, so that helpers do those.
                both.wait();
            } else if x == at && thread::current().id() == owner {
                both.wait();
                missed.fetch_add(1, SeqCst);
            } else if x == at {
                both.wait();
                // The owner has given the stream back by now, or does so.
                while kept.lock().unwrap().is_none() {
                    thread::yield_now();
                }
                match nested {
                    false => end(&kept),
                    true => with_threads(2, || (0..2).par_for_each(|_: i32| end(&kept))),
                }
                both.wait();
            }
            x
        }
    };
    let mut stream = with_threads(4, || (0..100).par_map(item).window(8).stream());
    assert_eq!(stream.next(), Some(0));
    if missed.load(SeqCst) > 0 {
        return false;
    }
    *kept.lock().unwrap() = Some(Box::new(stream));
    both.wait();
    assert!(kept.lock().unwrap().is_none());
    // What the item's closure has captured goes with the last of the helpers.
    while catch_unwind(AssertUnwindSafe(|| books.check())).is_err() {
        thread::yield_now();
    }
    true
}

/// Even the source may drop the stream that asks it for an item, on a helper.
#[test]
fn a_source_drops_its_stream() {
    within_a_minute("a source drops its stream", || {
        let (kept, gone) = (Kept::default(), Arc::new(Barrier::new(2)));
        let source = {
            let (kept, gone) = (Arc::clone(&kept), Arc::clone(&gone));
            let mut over = false;
            std::iter::from_fn(move || {
                // Until the owner has what it asked for, and has put the stream there.
                if is_helper() && !over && kept.lock().unwrap().is_some() {
                    over = true;
                    end(&kept);
                    gone.wait();
                }
                Some(1)
            })
        };
        // So much room that no helper is through before that.
        let mut stream = with_threads(4, || source.into_par().window(usize::MAX).stream());
        assert_eq!(stream.next(), Some(1));
        *kept.lock().unwrap() = Some(Box::new(stream));
        gone.wait();
        assert!(kept.lock().unwrap().is_none());
    });
}

fn is_helper() -> bool {
    let name = thread::current().name().map(str::to_string);
    name.is_some_and(|name| name.starts_with("abreast-"))
}

/// A state of `map_init` whose destructor panics on a helper is heard of wherever the chain ends.
#[test]
fn a_state_whose_destructor_panics() {
    struct State;
    impl Drop for State {
        fn drop(&mut self) {
            if is_helper() && !thread::panicking() {
                panic!("the state");
            }
        }
    }
    let all = Vec::from_iter(0..3);
    macro_rules! check {
        ($(|$chain:ident| $run:expr;)*) => {$(
            within_a_minute(stringify!($run), || {
                // Items that wait for each other have a thread each.
                let meet = Barrier::new(3);
                let panic = panic_of(|| with_threads(3, || {
                    let $chain = (0..3).par().map_init(|| State, move |_, x: usize| {
                        meet.wait();
                        x
                    });
                    $run
                }));
                assert_eq!(panic, "the state", "{}", stringify!($run));
            });
        )*};
    }
    check! {
        |chain| chain.collect_vec();
        |chain| chain.for_each(drop);
        |chain| chain.reduce(usize::max);
        |chain| chain.for_each_ordered(drop);
        |chain| chain.stream().for_each(drop);
        |chain| chain.stream_unordered().for_each(drop);
        |chain| {
            let mut stream = chain.stream();
            assert!((&mut stream).take(3).eq(0..3));
            drop(stream)
        };
    }
    // What the items were is delivered all the same.
    let meet = Barrier::new(3);
    let seen = Mutex::new(Vec::new());
    let panic = panic_of(|| {
        with_threads(3, || {
            let states = (0..3).par().map_init(
                || State,
                |_, x: usize| {
                    meet.wait();
                    x
                },
            );
            states.for_each_ordered(|x| seen.lock().unwrap().push(x));
        });
    });
    assert_eq!(
        (panic.as_str(), seen.into_inner().unwrap()),
        ("the state", all)
    );
}

/// What cannot be told beforehand, as how much memory results take, is no reason to hang.
#[test]
fn results_that_no_memory_would_hold() {
    #[derive(Clone, Copy)]
    struct Large(#[allow(dead_code, reason = "takes room")] [u64; 1 << 10]);
    for threads in THREADS {
        within_a_minute("large results", || {
            with_threads(threads, || {
                let large = || {
                    (0..usize::MAX / 2)
                        .par()
                        .window(usize::MAX)
                        .min_len(usize::MAX / 4)
                        .filter_map(|x| {
                            assert!(x < 3, "item {x}");
                            None::<Large>
                        })
                };
                let panic = panic_of(|| large().for_each_ordered(|_| ()));
                assert_eq!(panic, "item 3");
                let panic = panic_of(|| large().stream().count());
                assert_eq!(panic, "item 3");
            });
        });
    }
}

/// What is never dropped. (A leak checker finds it here.)
static FORGOTTEN: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());

/// Thousands of streams that nobody asks for anything any more, or that were forgotten, keep nothing back
/// from others.
#[test]
fn streams_that_are_left_alone() {
    let done = Arc::new(AtomicUsize::new(0));
    let mut left: Vec<Box<dyn Any>> = Vec::new();
    for i in 0..20_000 {
        let done = Arc::clone(&done);
        let mut stream = (0..100)
            .par_map(move |x: usize| done.fetch_add(1, SeqCst) + x)
            .window(4)
            .stream();
        stream.next();
        match i % 100 {
            0 => left.push(Box::new(stream)),
            _ => FORGOTTEN.lock().unwrap().push(Box::new(stream)),
        }
    }
    assert_eq!((0..1000).par().sum::<u64>(), 499_500);
    drop(left);
    assert!(done.load(SeqCst) >= 20_000);
}
