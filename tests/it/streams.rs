//! Results that are delivered while later ones are still being computed: in order, complete, within the
//! window.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use abreast::prelude::*;

#[cfg(target_os = "linux")]
use crate::support::see_asleep;
use crate::support::{
    Books, Entry, THREADS, in_own_process, meet, more_than_usual, of_threads, panic_of,
};

const LEN: usize = 3000;

/// Some work, so that helpers are worth calling.
fn work(x: usize) -> usize {
    (0..x % 100 * 20).fold(x, |a, b| a.wrapping_mul(31).wrapping_add(b))
}

/// Runs a case at every number of threads and with several windows.
fn everywhere(case: impl Fn(Option<usize>)) {
    for threads in THREADS {
        for window in [None, Some(1), Some(2), Some(16), Some(256)] {
            with_threads(threads, || case(window));
        }
    }
}

fn windowed<P: Pieces>(par: Par<P>, window: Option<usize>) -> Par<P> {
    match window {
        Some(n) => par.window(n),
        None => par,
    }
}

#[test]
fn everything_in_order() {
    let oracle: Vec<usize> = (0..LEN).map(work).collect();
    let odd: Vec<usize> = oracle.iter().copied().filter(|x| x % 2 == 1).collect();
    everywhere(|window| {
        let mut seen = Vec::new();
        windowed((0..LEN).par_map(work), window).for_each_ordered(|x| seen.push(x));
        assert_eq!(seen, oracle);
        seen.clear();
        let pulled = (0..LEN).filter(|_| true).into_par().map(work);
        windowed(pulled, window).for_each_ordered(|x| seen.push(x));
        assert_eq!(seen, oracle);
        let chain = || (0..LEN).par_map(work).filter(|x| x % 2 == 1);
        seen.clear();
        windowed(chain(), window).for_each_ordered(|x| seen.push(x));
        assert_eq!(seen, odd);
        assert!(windowed(chain(), window).stream().eq(odd.iter().copied()));
        let folded = windowed((0..LEN).par_map(work), window).stream();
        assert_eq!(
            folded.fold(Vec::new(), |mut v, x| {
                v.push(x);
                v
            }),
            oracle
        );
        let pulled = (0..LEN).filter(|_| true).into_par().map(work);
        assert!(windowed(pulled, window).stream().eq(oracle.iter().copied()));
    });
}

/// So long that it is tried whether helpers are of use, and they are sent away and called again meanwhile.
#[test]
fn hundreds_of_thousands_of_light_results() {
    let some = |x: u64| x..x + x % 4;
    let mixed = |all: u64, x: u64| all.rotate_left(5).wrapping_add(x);
    let expected = (0..1_000_000_u64).flat_map(some).fold(0, mixed);
    for threads in THREADS {
        with_threads(threads, || {
            let chain = || (0..1_000_000_u64).par().flat_map(some);
            assert_eq!(chain().stream().fold(0, mixed), expected);
            let mut one_by_one = 0;
            for x in chain().stream() {
                one_by_one = mixed(one_by_one, x);
            }
            assert_eq!(one_by_one, expected);
            let mut all = 0;
            chain().for_each_ordered(|x| all = mixed(all, x));
            assert_eq!(all, expected);
            let numbers = || (0..100_000_u64).filter(|x| x % 3 > 0);
            let strings = numbers().into_par().map(|x| x.to_string()).stream();
            assert!(strings.eq(numbers().map(|x| x.to_string())));
        });
    }
}

/// Makes an item dear.
fn dawdle() {
    let until = Instant::now() + Duration::from_micros(100);
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}

/// The first of many short chains that seem to be all alike: the last ones have an item that is slow, or
/// panics, or is the last that is wanted.
#[test]
fn a_short_chain_that_is_not_like_those_before() {
    const ITEMS: usize = 30;
    const QUICK: usize = 10;
    #[derive(Clone, Copy)]
    enum End {
        AllTaken,
        Panic,
        Enough,
    }
    let run = |books: &Books, slow: Option<usize>, last: usize, end: End| {
        let items: Vec<_> = (0..ITEMS).map(|x| (x, books.enter())).collect();
        let mut seen = Vec::new();
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let chain = items.par_map(|(x, entry)| {
                if slow.is_some_and(|slow| x >= slow) {
                    dawdle();
                }
                assert!(x != last || !matches!(end, End::Panic), "no more");
                (x, entry)
            });
            chain.try_for_each_ordered(|(x, _entry)| {
                seen.push(x);
                match end {
                    End::Enough if x == last => Err(x),
                    _ => Ok(()),
                }
            })
        }));
        let wanted = match end {
            End::AllTaken => ITEMS,
            End::Panic => last,
            End::Enough => last + 1,
        };
        assert!(seen.into_iter().eq(0..wanted));
        match (panic, end) {
            (Ok(Ok(())), End::AllTaken) | (Err(_), End::Panic) => {}
            (Ok(Err(x)), End::Enough) => assert_eq!(x, last),
            _ => panic!("another end"),
        }
        books.check();
    };
    for threads in THREADS {
        with_threads(threads, || {
            for last in [0, 1, 2, 7, 8, 20, ITEMS - 1] {
                for slow in [None, Some(0), Some(1), Some(8), Some(last)] {
                    for end in [End::Panic, End::Enough, End::AllTaken] {
                        let books = Books::new((QUICK + 1) * ITEMS);
                        (0..QUICK).for_each(|_| run(&books, None, last, End::AllTaken));
                        run(&books, slow, last, end);
                    }
                }
            }
        });
    }
}

#[test]
fn everything_once_as_it_finishes() {
    everywhere(|window| {
        let stream = windowed(
            (0..LEN).par_map(|x| {
                work(x);
                x
            }),
            window,
        )
        .stream_unordered();
        let mut seen: Vec<usize> = stream.collect();
        assert_eq!(seen.len(), LEN);
        seen.sort();
        assert!(seen.into_iter().eq(0..LEN));
    });
}

#[test]
fn nothing_and_one_thing() {
    everywhere(|window| {
        windowed((0..0).par_map(|x: i32| x), window).for_each_ordered(|_| unreachable!());
        assert_eq!(
            windowed((0..0).par_map(|x: i32| x), window).stream().next(),
            None
        );
        let mut one = windowed([7].par(), window).stream();
        assert_eq!((one.next(), one.next(), one.next()), (Some(7), None, None));
    });
}

#[test]
fn an_endless_source() {
    everywhere(|window| {
        let squares = windowed((0_usize..).into_par().map(|x| x * x), window).stream();
        assert!(squares.take(500).eq((0..500).map(|x| x * x)));
        let mut left = 500;
        let end = windowed((0_usize..).into_par(), window).try_for_each_ordered(|x| {
            left -= 1;
            if left == 0 { Err(x) } else { Ok(()) }
        });
        assert_eq!(end, Err(499));
    });
}

#[test]
fn the_first_error_or_panic_comes_after_everything_before_it() {
    everywhere(|window| {
        for end in [0, 1, 100, LEN - 1] {
            let chain = || {
                windowed(
                    (0..LEN).par_map(move |x| {
                        assert!(x < end, "{}", x - x % 7);
                        x
                    }),
                    window,
                )
            };
            let message = (end - end % 7).to_string();
            let mut seen = 0;
            let panic = panic_of(|| {
                chain().for_each_ordered(|x| {
                    assert_eq!(x, seen);
                    seen += 1
                })
            });
            assert_eq!((seen, panic), (end, message.clone()));
            let mut stream = chain().stream();
            assert!(stream.by_ref().take(end).eq(0..end));
            assert_eq!(panic_of(|| stream.next()), message);
            assert_eq!(stream.next(), None);
            let mut seen = 0;
            let result = windowed((0..LEN).par_map(work), window).try_for_each_ordered(|_| {
                seen += 1;
                if seen > end { Err(seen) } else { Ok(()) }
            });
            assert_eq!(result, Err(end + 1));
            let panic = panic_of(|| {
                (0..LEN)
                    .par_map(work)
                    .for_each_ordered(|_| panic!("the sink"))
            });
            assert_eq!(panic, "the sink");
        }
    });
}

/// While item 0 is stuck, others are begun until the window is full, and no more.
#[test]
fn no_more_in_flight_than_the_window() {
    // Others come for certain to a loop that is new, as it is of each length, or if more threads are asked
    // for than usual.
    let [few, many] = more_than_usual();
    for (threads, window) in [(2, 16), (few, 16), (2, 256), (many, 256)] {
        let (begun, stuck) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let delivered = AtomicUsize::new(0);
        with_threads(threads, || {
            let f = |x: usize| {
                // Between the two looks others go on, and those before `x` may have begun after it.
                let so_far = begun.fetch_add(1, SeqCst) + 1;
                most.fetch_max(so_far.saturating_sub(delivered.load(SeqCst)), SeqCst);
                if x == 0 {
                    // Some others are begun meanwhile, on other threads; who is stuck waits for them.
                    while begun.load(SeqCst) < window / 2 {
                        thread::yield_now();
                    }
                    stuck.store(begun.load(SeqCst), SeqCst);
                }
                x
            };
            (0..10 * window)
                .par_map(f)
                .window(window)
                .for_each_ordered(|_| {
                    delivered.fetch_add(1, SeqCst);
                });
        });
        assert_eq!(delivered.into_inner(), 10 * window);
        assert!(stuck.into_inner() >= window / 2);
        let most = most.into_inner();
        assert!(most <= window + threads, "{most} in flight");
    }
}

#[test]
fn an_iterator_is_asked_for_no_more_than_the_window() {
    for (threads, window) in [(1, 1), (1, 5), (2, 5)] {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let items = (0..2_000).inspect(move |_| _ = count.fetch_add(1, SeqCst));
        let stream = with_threads(threads, || items.into_par().window(window).stream());
        for (taken, x) in stream.enumerate() {
            assert_eq!(x, taken);
            assert!(asked.load(SeqCst) <= taken + window);
        }
        assert_eq!(asked.load(SeqCst), 2_000);
    }
}

/// What is left is less than two of the smallest pieces, and more than the window has room for: it is not
/// dealt at once.
#[test]
fn the_last_piece_is_within_the_window() {
    const SMALLEST: usize = 8;
    const WINDOW: usize = 2 * SMALLEST;
    let [_, threads] = more_than_usual();
    with_threads(threads, || {
        let (begun, taken) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
        let out = Arc::clone(&taken);
        let f = move |x: usize| {
            let before = begun.fetch_add(1, SeqCst);
            // The first piece is not done before the second one is.
            while x == 0 && begun.load(SeqCst) < SMALLEST {
                thread::yield_now();
            }
            assert!(before < WINDOW || out.load(SeqCst) >= SMALLEST);
            x
        };
        let len = WINDOW + SMALLEST - 1;
        let stream = (0..len)
            .par_map(f)
            .min_len(SMALLEST)
            .window(WINDOW)
            .stream();
        let counted = stream.inspect(|_| {
            taken.fetch_add(1, SeqCst);
        });
        assert!(counted.eq(0..len));
    });
}

#[test]
fn several_threads_take_part() {
    // Two items that wait for each other, once each.
    let meeting = Barrier::new(2);
    with_threads(2, || {
        let mut seen = Vec::new();
        (0..2)
            .par_map(|x: i32| {
                meet(&meeting);
                x
            })
            .for_each_ordered(|x| seen.push(x));
        assert_eq!(seen, [0, 1]);
    });
    let meeting = Arc::new(Barrier::new(2));
    let stream = with_threads(2, || {
        (0..2)
            .par_map(move |x: i32| {
                meet(&meeting);
                x
            })
            .stream()
    });
    assert!(stream.eq([0, 1]));
    // Of what is pulled nobody knows how many there are.
    let [many, _] = more_than_usual();
    for _ in 0..5 {
        let pulled = (0..100).filter(|_| true).into_par();
        let stream = with_threads(many, || of_threads(2, pulled).stream());
        assert!(stream.eq(0..100));
    }
}

#[test]
fn a_stream_has_its_threads_where_its_scope_is_gone() {
    let name = "streams::a_stream_has_its_threads_where_its_scope_is_gone";
    // No other test has made the pool larger there.
    in_own_process(name, &[("ABREAST_NUM_THREADS", "2")], || {
        let made = |n| {
            let barrier = Barrier::new(n);
            (0..n).par_map(move |x| {
                meet(&barrier);
                x
            })
        };
        let stream = with_threads(4, || made(4).stream());
        assert_eq!(stream.collect::<Vec<_>>(), [0, 1, 2, 3]);
        let stream = made(6).threads(6).stream();
        assert_eq!(stream.collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        // Nor have the calls inside of it fewer.
        let inside = (0..1).par_map(move |_| made(8).collect_vec());
        let stream = inside.threads(8).stream();
        assert_eq!(stream.flatten().sum::<usize>(), 28);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn who_waits_for_helpers_sleeps_until_there_is_something() {
    // Two helpers: one makes an item when the stream's owner has nothing else to do, and is asleep. The
    // other waits until that item has come out.
    let begun = Arc::new(AtomicUsize::new(0));
    let out = Arc::new(AtomicUsize::new(usize::MAX));
    let (at_work, come) = (Arc::clone(&begun), Arc::clone(&out));
    let first = Arc::new(AtomicUsize::new(usize::MAX));
    let made = Arc::clone(&first);
    let owner = move || {
        let owner = thread::current().id();
        let make = move |x: usize| {
            let wait_for_helpers = || {
                while at_work.load(SeqCst) < 2 {
                    thread::yield_now();
                }
            };
            if thread::current().id() == owner {
                wait_for_helpers();
            } else if at_work.fetch_add(1, SeqCst) == 0 {
                wait_for_helpers();
                see_asleep("the-owner");
                made.store(x, SeqCst);
            } else {
                while come.load(SeqCst) == usize::MAX {
                    thread::yield_now();
                }
            }
            x
        };
        let [many, _] = more_than_usual();
        let stream = with_threads(many, || {
            (0..50).par().threads(3).map(make).stream_unordered()
        });
        for x in stream {
            if x == first.load(SeqCst) {
                out.store(x, SeqCst);
            }
        }
        assert_ne!(out.load(SeqCst), usize::MAX);
    };
    let owner = thread::Builder::new().name("the-owner".into()).spawn(owner);
    owner.unwrap().join().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn helpers_leave_a_full_window_and_come_back() {
    let name = "streams::helpers_leave_a_full_window_and_come_back";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "2")], || {
        let call = || {
            let both = Barrier::new(2);
            let chain = (0..100).par_map(|x: usize| {
                // Right after what the helper had done before it went, so that it is needed again.
                if x == 24 || x == 25 {
                    meet(&both);
                }
                x
            });
            // (Who says how many to deal at a time has them dealt, as light as they are.)
            chain.max_len(4).window(4).for_each_ordered(|x| {
                if x == 10 || x == 20 {
                    // The helper fills the window, unless it has gone before, and then it goes.
                    see_asleep("abreast-");
                }
            });
        };
        for _ in 0..2 {
            call();
            with_threads(2, call);
        }
    });
}

#[test]
fn streams_move_and_nest() {
    for threads in THREADS {
        with_threads(threads, || {
            let sums: Vec<usize> = (0..20)
                .par_map(|i: usize| {
                    let inner = (0..i * 10).par_map(work).stream();
                    inner.map(|x| x % 10).sum()
                })
                .collect();
            let oracle: Vec<usize> = (0..20)
                .map(|i| (0..i * 10).map(|x| work(x) % 10).sum())
                .collect();
            assert_eq!(sums, oracle);
            let mut stream = (0..LEN)
                .par_map(|x| (0..x % 5).par_map(|x| work(x) % 10).sum::<usize>())
                .stream();
            let first = stream.next();
            let rest: Vec<usize> =
                std::thread::scope(|scope| scope.spawn(|| stream.collect()).join().unwrap());
            let all = (0..LEN).map(|x| (0..x % 5).map(|x| work(x) % 10).sum::<usize>());
            assert!(first.into_iter().chain(rest).eq(all));
        });
    }
}

/// What its iterator makes need not be sent: only the results are.
#[test]
fn a_stream_of_items_that_stay_where_they_are_moves() {
    let items = (0..LEN).map(std::rc::Rc::new);
    let mut stream = items.into_par().map(|x| work(*x)).stream();
    let first = stream.next();
    let rest: Vec<usize> = thread::spawn(move || stream.collect()).join().unwrap();
    assert!(first.into_iter().chain(rest).eq((0..LEN).map(work)));
}

#[test]
fn the_size_hint_is_right_at_every_moment() {
    for threads in [1, 2, 4] {
        with_threads(threads, || {
            let mut stream = (0..1000).par_map(work).window(64).stream();
            for left in (0..=1000).rev() {
                assert_eq!(stream.size_hint(), (left, Some(left)));
                assert_eq!(stream.next().is_some(), left > 0);
            }
            assert_eq!(stream.size_hint(), (0, Some(0)));
            let mut stream = (0..1000).par().filter(|x| x % 3 == 0).stream();
            for left in (0..=334).rev() {
                let (low, high) = stream.size_hint();
                assert!(low <= left && high.is_none_or(|high| left <= high));
                assert_eq!(stream.next().is_some(), left > 0);
            }
        });
    }
}

/// A value that says how many of its kind there are.
struct Token(Arc<AtomicUsize>);

impl Token {
    fn new(alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, SeqCst);
        Token(Arc::clone(alive))
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        assert!(self.0.fetch_sub(1, SeqCst) > 0, "dropped twice");
    }
}

#[test]
fn streams_that_are_dropped_lose_nothing() {
    for (threads, taken) in [1, 2, 4]
        .into_iter()
        .flat_map(|n| [0, 1, 3, 500].map(|m| (n, m)))
    {
        // With the other numbers of threads, a thousand times each.
        for _ in 0..167 {
            let alive = Arc::new(AtomicUsize::new(0));
            let chain = || {
                let items: Vec<Token> = (0..1000).map(|_| Token::new(&alive)).collect();
                let alive = Arc::clone(&alive);
                items.par_map(move |item| {
                    drop(item);
                    Token::new(&alive)
                })
            };
            with_threads(threads, || {
                chain().stream().take(taken).for_each(drop);
                assert_eq!(alive.load(SeqCst), 0);
                chain().stream_unordered().take(taken).for_each(drop);
                assert_eq!(alive.load(SeqCst), 0);
            });
            // Not even the closure is left anywhere.
            assert_eq!(Arc::strong_count(&alive), 1);
        }
    }
}

/// A stream that is leaked takes nothing else with it: other calls go on, and so does the process.
#[test]
fn a_stream_may_be_forgotten() {
    static LEAKED: Mutex<Vec<Box<dyn Send>>> = Mutex::new(Vec::new());
    in_own_process("streams::a_stream_may_be_forgotten", &[], || {
        for _ in 0..20 {
            let mut stream = (0..10_000).par_map(|x| work(x) % 7).stream();
            assert_eq!(stream.next(), Some(0));
            // A static is never dropped; what is in it is not out of sight of those who look for leaks.
            LEAKED.lock().unwrap().push(Box::new(stream));
        }
        let oracle: Vec<usize> = (0..LEN).map(work).collect();
        assert_eq!((0..LEN).par_map(work).collect_vec(), oracle);
    });
}

#[test]
fn what_is_in_flight_is_dropped_after_panics() {
    for threads in THREADS {
        for wrong in [0, 1, 150, 999] {
            let books = Books::new(3000);
            let items = || (0..1000).map(|x| (x, books.enter())).collect::<Vec<_>>();
            let f = |(x, item): (usize, Entry<'_>)| {
                assert!(x != wrong);
                drop(item);
                books.enter()
            };
            let done = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || items().par_map(f).for_each_ordered(drop))
            }));
            assert!(done.is_err());
            books.check();
            let mut n = 0;
            let done = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || {
                    items().par().window(64).for_each_ordered(|_| {
                        n += 1;
                        assert!(n <= wrong);
                    })
                })
            }));
            assert!(done.is_err());
            books.check();
        }
    }
}

#[test]
fn bad_windows() {
    assert!(panic_of(|| (0..3).par().window(0)).contains("at least 1"));
}
