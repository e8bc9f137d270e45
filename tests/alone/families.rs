//! Each family of adapters and consumers, beside the same chain on `std`'s iterator or, where `std` has no
//! such thing, beside what it is to be.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::num::Wrapping;

use abreast::{AlreadyRunning, configure, walk};

use super::*;

/// The same chain on both iterators, over as many items.
macro_rules! same {
    ($($chain:tt)+) => {
        for n in LENGTHS {
            assert_eq!((0..n).par() $($chain)+, (0..n) $($chain)+, "{n}: {}", stringify!($($chain)+));
        }
    };
}

/// The same, into a vector.
macro_rules! same_items {
    ($($chain:tt)+) => { same!($($chain)+.collect::<Vec<_>>()) };
}

/// What becomes of the items 0 to 9.
macro_rules! becomes {
    ($($chain:tt)+) => { (0..10_usize).par() $($chain)+.collect_vec() };
}

#[test]
fn adapters_as_in_std() {
    same_items!(.map(|x| x * 3));
    same_items!(.filter(|x| x % 7 == 0));
    same_items!(.filter_map(|x| (x % 5 == 1).then_some(x / 5)));
    same_items!(.flat_map(|x| vec![x; x % 3]));
    same_items!(.map(|x| x..x + x % 3).flatten());
    same_items!(.inspect(|_| see()).enumerate());
    same_items!(.zip(5..900_usize));
    same_items!(.rev().skip(2).take(4000).step_by(3));
    same_items!(.chain(7..50).rev());
    same_items!(.take_while(|x| *x != 4000));
    same_items!(.skip_while(|x| *x < 50));
    same_items!(.map_while(|x| (x < 60).then_some(x + 1)));
    for n in LENGTHS {
        let items: Vec<usize> = (0..n).collect();
        assert_eq!(items.iter().par().copied().collect_vec(), items);
        assert_eq!(items.iter().par().cloned().collect_vec(), items);
        let chunks: Vec<Vec<usize>> = items.chunks(3).map(Vec::from).collect();
        assert_eq!((0..n).par().chunks(3).collect_vec(), chunks);
    }
}

#[test]
fn adapters_that_std_lacks() {
    let own = |count: &mut usize, x| {
        *count += 1;
        x + 1
    };
    assert_eq!(
        becomes!(.map_init(|| 0, own)),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    );
    assert_eq!(
        becomes!(.update(|x| *x *= 2)),
        [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
    );
    assert_eq!(becomes!(.take(3).intersperse(9)), [0, 9, 1, 9, 2]);
    assert_eq!(becomes!(.take(3).interleave(5..7)), [0, 5, 1, 6, 2]);
    assert_eq!(becomes!(.positions(|x| x % 4 == 3)), [3, 7]);
    assert_eq!(
        becomes!(.zip_eq(10..20).map(|(x, y)| x * y).take(3)),
        [0, 11, 24]
    );
    let (told, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let add = |n| _ = told.fetch_add(n, SeqCst);
    assert_eq!(becomes!(.on_progress(add)).len(), told.load(SeqCst));
    let stopped = (0..usize::MAX).par().map(|x| stop.fetch_or(x == 5, SeqCst));
    let some = stopped.until(|| stop.load(SeqCst)).collect_vec();
    assert!(some.len() > 5 && some[..6] == [false; 6]);
    let tree = walk(1, |x: &u32| {
        [2 * x, 2 * x + 1].into_iter().filter(|x| *x < 8)
    });
    assert_eq!(tree.collect_vec(), [1, 2, 4, 5, 3, 6, 7]);
}

#[test]
fn consumers_as_in_std() {
    same!(.count());
    same!(.last());
    same!(.nth(99));
    same!(.map(|x| Wrapping(x % 9 + 1)).product::<Wrapping<usize>>());
    same!(.min_by_key(|x| x % 97));
    same!(.max_by_key(|x| x % 97));
    same!(.reduce(usize::wrapping_mul));
    same!(.any(|x| x == 4000));
    same!(.all(|x| x != 4000));
    same!(.find_map(|x| (x * x > 5000).then_some(x)));
    same!(.is_sorted());
    same!(.cmp(0..100));
    same!(.eq(0..100));
    same!(.partition::<Vec<_>, _>(|x| x % 3 == 0));
    same!(.map(|x| (x, x * 2)).unzip::<_, _, Vec<_>, Vec<_>>());
    same!(.map(|x| char::from(b'a' + (x % 26) as u8)).collect::<String>());
    same!(.map(|x| (x % 100, x)).collect::<BTreeMap<_, _>>());
    same!(.map(|x| x % 100).collect::<HashSet<_>>());
    same!(.collect::<VecDeque<_>>());
    same!(.map(|x| (x != 4000).then_some(x)).collect::<Option<Vec<_>>>());
    same!(.map(|x| if x == 4000 { Err(x) } else { Ok(x) }).sum::<Result<usize, _>>());
}

#[test]
fn consumers_that_std_lacks() {
    let fails_from = |limit| move |x: usize| if x < limit { Ok(x) } else { Err(x) };
    for n in LENGTHS {
        let folded = (0..n)
            .par()
            .fold(Vec::new, pushed, |one, other| [one, other].concat());
        assert_eq!(folded, (0..n).collect::<Vec<_>>());
        assert_eq!(
            (0..n).par().min_max(),
            n.checked_sub(1).map(|last| (0, last))
        );
        assert_eq!(
            (0..n).par().position_last(|x| x % 3 == 0),
            n.checked_sub(1).map(|last| last / 3 * 3)
        );
        assert_eq!(
            (0..n).par().find_last(|x| x % 3 == 0),
            n.checked_sub(1).map(|last| last / 3 * 3)
        );
        let first = (n > 50).then_some(50).map_or(Ok(()), Err);
        let tried = |x| fails_from(50)(x).map(drop);
        assert_eq!((0..n).par().try_for_each(tried), first);
        assert_eq!((0..n).par().try_for_each_ordered(tried), first);
        let halves: (Vec<usize>, Vec<usize>) =
            (0..n).par().map(fails_from(n / 2)).partition_result();
        assert_eq!(halves, ((0..n / 2).collect(), (n / 2..n).collect()));
        let mut seen = Vec::new();
        for x in (0..n).par() {
            seen.push(x);
        }
        let mut appended = vec![1];
        (0..n).par().collect_into(&mut appended);
        assert_eq!((&appended[1..], appended[0]), (&*seen, 1));
    }
}

fn pushed(mut items: Vec<usize>, x: usize) -> Vec<usize> {
    items.push(x);
    items
}

fn downwards(one: &(u8, usize), other: &(u8, usize)) -> Ordering {
    other.0.cmp(&one.0)
}

#[test]
fn every_sort() {
    type Sort = fn(&mut [(u8, usize)]);
    let pairs: [(Sort, Sort); 7] = [
        (|s| s.par_sort(), |s| s.sort()),
        (|s| s.par_sort_by(downwards), |s| s.sort_by(downwards)),
        (|s| s.par_sort_by_key(|x| x.0), |s| s.sort_by_key(|x| x.0)),
        (
            |s| s.par_sort_by_cached_key(|x| x.0),
            |s| s.sort_by_cached_key(|x| x.0),
        ),
        (|s| s.par_sort_unstable(), |s| s.sort_unstable()),
        (
            |s| s.par_sort_unstable_by(|a, b| b.cmp(a)),
            |s| s.sort_unstable_by(|a, b| b.cmp(a)),
        ),
        (
            |s| s.par_sort_unstable_by_key(|x| x.1),
            |s| s.sort_unstable_by_key(|x| x.1),
        ),
    ];
    for n in LENGTHS {
        let items: Vec<_> = (0..n).map(|x| ((x * 7919 % 251) as u8, n - x)).collect();
        for (ours, std) in pairs {
            let (mut sorted, mut expected) = (items.clone(), items.clone());
            ours(&mut sorted);
            std(&mut expected);
            assert_eq!(sorted, expected);
        }
    }
}

#[test]
fn streams_within_a_window() {
    for window in [1, 7, 10_000] {
        let chain = || (0..1000_usize).par().window(window).filter(|x| x % 3 == 0);
        assert_eq!(chain().stream().sum::<usize>(), 166_833);
        assert_eq!(chain().stream_unordered().count(), 334);
        let lines = "a\nb\nc".lines().filter(|_| true).into_par().window(window);
        let upper = lines.map(|line: &str| line.to_uppercase());
        assert_eq!(upper.stream().collect::<String>(), "ABC");
    }
}

#[test]
fn tasks_of_a_scope() {
    let items = [1, 2, 3];
    let sums = scope(|s| {
        let (one, two) = (
            s.spawn(|| items.iter().sum::<i32>()),
            s.spawn(|| items.len()),
        );
        let _cancelled = s.spawn(|| items.is_empty()).cancel();
        (one.join(), two.try_join().ok())
    });
    assert_eq!(sums, (6, Some(3)));
}

/// Settings are taken as they are with threads, once, and change nothing.
#[test]
fn settings() {
    let hooked = || {
        configure()
            .threads(3)
            .on_start(|_| panic!("there is no thread"))
    };
    assert_eq!(hooked().stack_size(1 << 20).apply(), Ok(()));
    assert_eq!(hooked().apply(), Err(AlreadyRunning));
    assert_eq!((current_threads(), becomes!(.map(|x| x)).len()), (1, 10));
}
