//! Both doors: what has `par_map`, and that types are inferred as with `map`.

use std::collections::*;

use abreast::prelude::*;

use crate::support::THREADS;

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}

#[test]
fn the_three_lines() {
    fn f(x: i64, a: i64) -> i64 {
        x * a
    }
    let v: Vec<i64> = (0..200_000).par_map(|x: i64| x * x + x - 1).collect();
    assert_eq!((v.len(), v[3]), (200_000, 11));
    let items = vec![1, 2, 3];
    let v: Vec<i64> = with_threads(4, || items.iter().par_map(|x| f(*x, 2)).collect());
    assert_eq!(v, [2, 4, 6]);
    let v: Vec<i64> = items.par_map(|x| f(x, 2)).collect();
    assert_eq!(v, [2, 4, 6]);
}

#[test]
fn ranges_of_every_number() {
    macro_rules! check {
        ($($number:ty)*) => {$(
            let (low, high): ($number, $number) = (<$number>::MAX - 9, <$number>::MAX);
            assert_eq!((low..high).par_map(|x| x).collect_vec(), Vec::from_iter(low..high));
            assert_eq!((low..=high).par_map(|x| x).collect_vec(), Vec::from_iter(low..=high));
            let (low, high): ($number, $number) = (<$number>::MIN, <$number>::MIN + 9);
            assert_eq!((low..=high).par_map(|x| x).collect_vec(), Vec::from_iter(low..=high));
            #[allow(clippy::reversed_empty_ranges)]
            let empty = high..low;
            assert_eq!(empty.par_map(|x| x).collect_vec(), []);
        )*};
    }
    check!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
    let all = '\0'..=char::MAX;
    assert!(all.clone().par_map(|c| c).collect_vec().into_iter().eq(all));
}

#[test]
fn a_range_that_was_iterated_to_its_end_is_empty() {
    let mut range = 3..=5_u8;
    range.by_ref().for_each(drop);
    assert_eq!(range.par_map(|x| x).collect_vec(), []);
}

#[test]
fn vectors_slices_and_arrays() {
    let mut v = vec![3, 1, 2];
    let oracle = vec![6, 2, 4];
    assert_eq!(v.clone().par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!((&v).par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!(v[..].par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!((&mut v).par_map(|x| 2 * *x).collect_vec(), oracle);
    assert_eq!((&mut v[..]).par_map(|x| 2 * *x).collect_vec(), oracle);
    assert_eq!(v.iter_mut().par_map(|x| 2 * *x).collect_vec(), oracle);
    let mut boxed: Box<[i32]> = v.clone().into();
    assert_eq!((&boxed).par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!((&mut boxed).par_map(|x| 2 * *x).collect_vec(), oracle);
    assert_eq!(boxed.par_map(|x| 2 * x).collect_vec(), oracle);
    let mut array = [3, 1, 2];
    assert_eq!((&array).par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!((&mut array).par_map(|x| 2 * *x).collect_vec(), oracle);
    assert_eq!(array.into_iter().par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!(array.par_map(|x| 2 * x).collect_vec(), oracle);
    assert_eq!(v.drain(1..).par_map(|x| 2 * x).collect_vec(), [2, 4]);
    assert_eq!(v, [3]);
    assert_eq!(v.into_iter().par_map(|x| 2 * x).collect_vec(), [6]);
}

#[test]
fn what_is_left_of_a_started_iterator() {
    let v: Vec<String> = ('a'..='e').map(String::from).collect();
    let mut by_ref = v.iter();
    by_ref.next();
    by_ref.next_back();
    assert_eq!(
        by_ref.par_map(|s| s.as_str()).collect_vec(),
        ["b", "c", "d"]
    );
    let mut owned = v.into_iter();
    owned.next();
    owned.next_back();
    assert_eq!(owned.par_map(|s| s).collect_vec(), ["b", "c", "d"]);
}

#[test]
fn standard_collections() {
    let v = vec![(1, 'a'), (2, 'b'), (3, 'c')];
    macro_rules! check {
        ($($kind:ty),*; mutably $($mutable:ty),*) => {$(
            let c: $kind = v.iter().copied().collect();
            assert_eq!(sorted((&c).par_map(|(k, v)| (*k, *v)).collect_vec()), v);
            assert_eq!(sorted(c.par_map(|(k, v)| (k, v)).collect_vec()), v);
        )*$(
            let mut c: $mutable = v.iter().copied().collect();
            (&mut c).par_for_each(|(_, v)| *v = 'z');
            assert_eq!(sorted(c.par_map(|(_, v)| v).collect_vec()), ['z'; 3]);
        )*};
    }
    check!(HashMap<i32, char>, BTreeMap<i32, char>; mutably HashMap<i32, char>, BTreeMap<i32, char>);
    macro_rules! check_items {
        ($($kind:ident)*) => {$(
            let c: $kind<(i32, char)> = v.iter().copied().collect();
            assert_eq!(sorted((&c).par_map(|x| *x).collect_vec()), v);
            assert_eq!(sorted(c.par_map(|x| x).collect_vec()), v);
        )*};
    }
    check_items!(VecDeque HashSet BTreeSet BinaryHeap LinkedList);
    let mut list: LinkedList<i32> = [1, 2].into();
    (&mut list).par_for_each(|x| *x += 1);
    assert_eq!(list, [2, 3].into());
}

/// What `par` yields is what a loop over the same iterator does.
#[test]
fn standard_iterators() {
    let v = Vec::from_iter(0..1000);
    let text = "a\u{df}\n\u{6f22}".repeat(300);
    macro_rules! check {
        ($($iter:expr;)*) => {$(
            let std = Vec::from_iter($iter);
            for threads in THREADS {
                let par = with_threads(threads, || $iter.par_map(|x| x).collect_vec());
                assert_eq!(par, std, "{} at {threads} threads", stringify!($iter));
            }
        )*};
    }
    let mut deque = VecDeque::from_iter(0..700);
    (0..300).for_each(|x| deque.push_front(x));
    let heap = BinaryHeap::from(v.clone());
    let map = BTreeMap::from_iter(v.iter().map(|x| (*x, 2 * x)));
    let started = |n: usize| {
        let mut chars = text.char_indices();
        chars.nth(n);
        chars.nth_back(n);
        chars
    };
    check! {
        text.chars();
        text.chars().rev();
        text.char_indices();
        started(0);
        started(7);
        started(599);
        text.bytes();
        text.clone().drain(3..text.len() - 4);
        text.clone().drain(0..0);
        v.rchunks_exact(7);
        std::iter::repeat_n("a".to_string(), 777);
        std::iter::repeat_n(Box::new(1), 0);
        std::iter::once("a");
        std::iter::empty::<u8>();
        deque.clone().drain(7..600);
        heap.clone().drain();
        map.range(7..700);
        map.range::<usize, _>(..);
    }
    for n in [1, 7, 300, 2000] {
        let (mut by_loop, mut by_par) = (v.clone(), v.clone());
        (by_loop.rchunks_mut(n).enumerate()).for_each(|(i, chunk)| chunk[0] += i);
        let chunks = by_par.rchunks_mut(n).par().enumerate();
        chunks.for_each(|(i, chunk)| chunk[0] += i);
        assert_eq!(by_par, by_loop);
        (by_loop.rchunks_exact_mut(n).enumerate()).for_each(|(i, chunk)| chunk[n - 1] += 3 * i);
        let chunks = by_par.rchunks_exact_mut(n).par().enumerate();
        chunks.for_each(|(i, chunk)| chunk[n - 1] += 3 * i);
        assert_eq!(by_par, by_loop);
    }
    // What is drained is gone.
    let mut rest = text.clone();
    assert_eq!(rest.drain(3..).par().count(), text[3..].chars().count());
    assert_eq!(rest, text[..3]);
    assert_eq!(deque.drain(..999).par().count(), 999);
    assert_eq!(deque.len(), 1);
}

#[test]
fn options_and_results() {
    let mut some = Some(1);
    (&mut some).par_for_each(|x| *x += 1);
    assert_eq!((&some).par_map(|x| *x).collect_vec(), [2]);
    assert_eq!(some.par_map(|x| x).collect_vec(), [2]);
    assert_eq!(None::<i32>.par_map(|x| x).collect_vec(), []);
    let mut ok: Result<i32, String> = Ok(1);
    (&mut ok).par_for_each(|x| *x += 1);
    assert_eq!((&ok).par_map(|x| *x).collect_vec(), [2]);
    assert_eq!(ok.par_map(|x| x).collect_vec(), [2]);
    assert_eq!(Err::<i32, _>(()).par_map(|x| x).collect_vec(), []);
}

struct Countdown(u32);

impl Iterator for Countdown {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

fn generic<I: Iterator + Send>(mut items: I) -> usize {
    items.par_map(|_| 1).collect_vec().len()
}

fn owned_generic<I: Iterator<Item = u32> + Send>(items: I) -> Par<impl Pieces<Item = u32>> {
    items.into_par().map(|x| x + 1)
}

#[test]
fn every_other_iterator() {
    assert_eq!(Countdown(3).par_map(|x| x).collect_vec(), [2, 1, 0]);
    assert_eq!(
        "a\nb\n\nc".lines().par_map(str::len).collect_vec(),
        [1, 1, 0, 1]
    );
    assert_eq!("äbc".chars().par_map(|c| c).collect::<String>(), "äbc");
    let boxed: Box<dyn Iterator<Item = u32> + Send> = Box::new(Countdown(9));
    assert_eq!(generic(boxed), 9);
    assert_eq!(generic([1, 2].iter()), 2);
    assert_eq!(owned_generic(Countdown(2)).collect_vec(), [2, 1]);
    let mut countdown = Countdown(5);
    assert_eq!(
        countdown.by_ref().take(2).par_map(|x| x).collect_vec(),
        [4, 3]
    );
    assert_eq!(countdown.next(), Some(2));
    let walk = walkdir::WalkDir::new(env!("CARGO_MANIFEST_DIR")).max_depth(1);
    let names = |entry: walkdir::Result<walkdir::DirEntry>| entry.unwrap().file_name().to_owned();
    let sorted = walk.sort_by_file_name();
    assert!(
        sorted
            .into_iter()
            .par_map(names)
            .collect_vec()
            .contains(&"src".into())
    );
}

#[test]
fn items_that_stay_on_their_thread_need_not_be_sent() {
    let mut counted = (0..100).map(std::rc::Rc::new);
    assert_eq!(
        counted.par_map(|x| *x).collect_vec(),
        Vec::from_iter(0..100)
    );
}

#[test]
fn chains_of_chains() {
    fn lengths(items: &[String]) -> Par<impl Pieces<Item = usize> + '_> {
        items.par_map(String::len)
    }
    let items: Vec<String> = vec!["a".into(), "bb".into()];
    assert_eq!(
        lengths(&items)
            .par_map(|n| n + 1)
            .map(|n| n * 2)
            .collect_vec(),
        [4, 6]
    );
    let mut sum = 0;
    for n in lengths(&items) {
        sum += n;
    }
    assert_eq!(sum, 3);
}
