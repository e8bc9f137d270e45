//! The chains: every adapter as the first, second, third and fourth one, after every kind of source.
//!
//! `f` may panic, `g` does not: it stands where one side computes what the other leaves out (before `skip`,
//! `zip` and `settled`).

#![allow(
    clippy::iter_overeager_cloned,
    clippy::map_flatten,
    clippy::redundant_iter_cloned,
    unstable_name_collisions,
    reason = "each adapter has its turn at each place"
)]

use abreast::with_threads;

use super::case::Case;
use super::consumers::{a, b, c, d, e};
use super::sides::{Beside, Parallel, Sequential, Settled};

/// A chain: compares both sides' answers at these numbers of threads.
type Shape = fn(&Case, &[usize]);

macro_rules! shapes {
    ($($name:ident into $group:ident: |$c:ident, $by:ident| $chain:expr;)*) => {
        pub(super) const SHAPES: &[Shape] = &[$($name),*];

        $(fn $name($c: &Case, threads: &[usize]) {
            let std = {
                let $by = Sequential;
                $group::std($chain, $c)
            };
            let par = || {
                let $by = Parallel;
                $group::par($chain, $c)
            };
            check(stringify!($name), $group::name($c), threads, &std, &par);
        })*
    };
}

fn check(shape: &str, consumer: &str, threads: &[usize], std: &str, par: &dyn Fn() -> String) {
    for &n in threads {
        let par = with_threads(n, par);
        assert_eq!(par, std, "{shape} into {consumer} at {n} threads");
    }
}

/// One number of several, which depends on their order.
fn sum<'a>(items: impl IntoIterator<Item = &'a i64>) -> i64 {
    items
        .into_iter()
        .fold(0, |sum, x| (31 * sum + x) % (1 << 32))
}

/// The same of a text.
fn bytes(text: &str) -> i64 {
    text.bytes().fold(text.len() as i64, |sum, x| {
        (31 * sum + i64::from(x)) % (1 << 32)
    })
}

fn total(items: Vec<&i64>) -> i64 {
    sum(items)
}

shapes! {
    // One item per index, all the way.
    slice into a: |c, by| by.split(&c.ints).map(|x| c.f(*x));
    boxes into b: |c, by| by.split(c.boxes()).skip(c.n / 50).map(|x| c.f(*x));
    owned into c: |c, by| by.split(c.words.clone()).map(|s| c.f(s.parse().unwrap())).enumerate()
        .map(|(i, x)| x ^ i as i64);
    signed_range into d: |c, by| by.split(-9..c.int()).rev().map(|x| c.f(x))
        .inspect(|x| assert!(*x < 1 << 40));
    unsigned_range into e: |c, by| by.split(0..c.int() as u16).step_by(c.step).take(c.n)
        .map(|x| c.f(x.into()));
    inclusive_range into a: |c, by| by.split(0..=c.n as u8).take(c.k * 40).rev().enumerate()
        .map(|(i, x)| c.f(i as i64 * 256 + i64::from(x)));
    characters into b: |c, by| by.split('a'..='\u{d7f0}').skip(c.n).take(c.n).step_by(c.step)
        .map(|x| c.f(u32::from(x).into()));
    deque into c: |c, by| by.split(&c.deque).copied().map(|x| c.f(x)).inspect(|x| assert!(*x < 1 << 40));
    owned_deque into d: |c, by| by.split(c.deque.clone()).rev().map(|x| c.f(x)).take(c.n);
    array into e: |c, by| by.split([3_i64, 1, 4, 1, 5, 9, 2, 6]).zip(c.words.clone())
        .map(|(x, s)| c.f(x * 8000 + s.len() as i64));
    std_chunks into a: |c, by| by.split(c.ints.chunks(c.k)).enumerate().map(|(i, v)| c.f(sum(v) ^ i as i64));
    std_windows into b: |c, by| by.split(c.ints.windows(c.k)).take(c.n).rev().map(|v| c.f(sum(v)));
    std_chain into d: |c, by| by.split(c.ints.chunks(c.k)).chain(c.ints.windows(c.step)).rev().skip(c.n)
        .map(|v| c.f(sum(v)));
    std_zip into c: |c, by| by.split(c.ints.iter().zip(0..c.n)).skip(3).step_by(c.step)
        .map(|(x, i)| c.f(*x ^ i as i64)).rev();
    chunks_first into d: |c, by| by.split(&c.ints).chunks(c.k).map(|v| c.f(total(v)));
    cloned_first into e: |c, by| by.split(&c.ints).cloned().step_by(c.step).rev().skip(c.k).map(|x| c.f(x));
    repeated into e: |c, by| by.split(std::iter::repeat_n(c.int(), c.n)).enumerate().rev().skip(c.k)
        .map(|(i, x)| c.f(x ^ i as i64));
    std_rchunks_exact into a: |c, by| by.split(c.ints.rchunks_exact(c.k)).step_by(c.step)
        .map(|v| c.f(sum(v)));
    // Third and fourth places.
    inspect_first into a: |c, by| by.split(c.ints.clone()).inspect(|x| assert!(*x >= 0)).rev().skip(2)
        .take(c.n).map(|x| c.f(x));
    zip_first into b: |c, by| by.split(&c.ints).zip(by.split(&c.words).rev()).enumerate().chunks(c.k)
        .map(|v| c.f(v.into_iter().map(|(i, (x, s))| x ^ (s.len() + i) as i64).sum()));
    step_first into c: |c, by| by.split(c.boxes()).step_by(c.step).chunks(c.k).settled().rev().enumerate()
        .map(|(i, v)| c.f(v.iter().map(|x| **x).sum::<i64>() ^ i as i64));
    enumerate_first into d: |c, by| by.split(&c.deque).enumerate().zip(&c.ints).rev().step_by(c.step)
        .map(|((i, x), y)| c.f(i as i64 ^ x ^ y));
    map_init_first into e: |c, by| by.split(&c.ints).map_init(Vec::new, |v, x| c.in_buffer(v, *x))
        .chain(0..9).chain(c.ints.iter().copied()).map(|x| x ^ 5);
    chain_first into a: |c, by| by.split(&c.ints).chain(&c.deque).settled().skip(c.n).rev().zip(0..i64::MAX)
        .map(|(x, i)| c.f(*x ^ i));
    take_first into b: |c, by| by.split(c.words.clone()).take(c.n).chain(c.words.clone()).chunks(c.k)
        .map(|v| c.f(v.concat().len() as i64 * 31));
    map_second into c: |c, by| by.split(&c.ints).copied().map(|x| c.g(x)).settled().step_by(c.step)
        .skip(c.k).map(|x| c.f(x));
    copied_third into d: |c, by| by.split(&c.ints).rev().skip(c.k).copied()
        .map_init(Vec::new, |v, x| c.in_buffer(v, x)).take(c.n);
    copied_fourth into e: |c, by| by.split(&c.ints).rev().take(c.n).inspect(|x| assert!(**x >= 0)).copied()
        .map(|x| c.f(x));
    cloned_second into a: |c, by| by.split(&c.words).chain(&c.words[..c.words.len() / 2]).cloned()
        .map(|s| c.f(s.parse::<i64>().unwrap() ^ 1));
    cloned_fourth into b: |c, by| by.split(&c.words).skip(c.k).take(c.n).rev().cloned()
        .map(|s| c.f(s.parse().unwrap()));
    cloned_third into c: |c, by| by.split(&c.words).step_by(c.step).rev().cloned().zip(c.boxes())
        .map(|(s, x)| c.f(*x ^ s.len() as i64));
    map_init_third into d: |c, by| by.split(&c.deque).rev().copied()
        .map_init(Vec::new, |v, x| c.in_buffer(v, x));
    map_init_fourth into e: |c, by| by.split(0..c.int() as i16).skip(c.k).step_by(c.step).rev()
        .map_init(Vec::new, |v, x| c.in_buffer(v, x.into()));
    zip_third into c: |c, by| by.split(&c.ints).rev().skip(c.k).zip(&c.deque).map(|(x, y)| c.f(x ^ y))
        .take(c.n);
    map_init_second into d: |c, by| by.split(&c.ints).copied().map_init(Vec::new, |v, x| c.in_buffer(v, x))
        .chain(c.ints.clone()).take(c.n);
    zip_fourth into a: |c, by| by.split(&c.ints).map(|x| c.g(*x)).rev().skip(1)
        .zip(by.split(c.boxes()).map(|x| *x).rev()).map(|(x, y)| c.f(x ^ y));
    enumerate_fourth into b: |c, by| by.split(c.boxes()).chunks(c.k).settled().take(c.n).rev().enumerate()
        .map(|(i, v)| c.f((i * 3000 + v.len()) as i64));
    chunks_fourth into c: |c, by| by.split(c.boxes()).rev().skip(c.k).take(c.n).chunks(c.step)
        .map(|v| c.f(v.iter().map(|x| **x).sum()));
    chain_fourth into d: |c, by| by.split(&c.ints).rev().skip(c.k).copied()
        .chain(by.split(&c.ints).step_by(c.step).copied()).map(|x| c.f(x));
    map_second_chained into e: |c, by| by.split(c.boxes()).map(|x| c.g(*x))
        .chain(by.split(&c.deque).map(|x| c.f(*x)).rev()).inspect(|x| assert!(*x < 1 << 40));
    step_fourth into a: |c, by| by.split(&c.ints).enumerate().skip(c.k).rev().step_by(c.step)
        .map(|(i, x)| c.f(*x ^ i as i64));
    take_fourth into b: |c, by| by.split(c.boxes()).rev().enumerate().map(|(i, x)| c.f(*x ^ i as i64))
        .take(c.n);
    skip_fourth into c: |c, by| by.split(&c.ints).copied().zip(c.words.clone()).rev().skip(c.n)
        .map(|(x, s)| c.f(x ^ s.len() as i64));
    rev_fourth into d: |c, by| by.split(&c.ints).chunks(c.k).settled().zip(&c.deque).step_by(c.step).rev()
        .map(|(v, x)| c.f(total(v) ^ x));
    inspect_fourth into e: |c, by| by.split(c.boxes()).step_by(c.step).skip(c.k).take(c.n)
        .inspect(|x| assert!(c.f(**x) < 1 << 40)).map(|x| *x);

    update_first into a: |c, by| by.split(c.ints.clone()).update(|x| *x = c.f(*x)).enumerate()
        .map(|(i, x)| x ^ i as i64);
    update_second into b: |c, by| by.split(&c.ints).copied().update(|x| *x = c.g(*x)).settled().rev()
        .skip(c.k).map(|x| c.f(x));
    update_fourth into c: |c, by| by.split(c.boxes()).skip(c.k).rev().update(|x| **x = c.f(**x)).map(|x| *x);
    interleave_first into d: |c, by| by.split(&c.ints).interleave(&c.deque).settled().rev().map(|x| c.f(*x));
    interleave_second into e: |c, by| by.split(c.boxes()).take(c.n).interleave(c.boxes()).map(|x| c.f(*x));
    interleave_third into a: |c, by| by.split(&c.ints).rev().skip(c.n)
        .interleave(by.split(&c.ints).step_by(c.step)).settled().skip(c.k).step_by(c.step).map(|x| c.f(*x));
    interleave_fourth into b: |c, by| by.split(&c.ints).map(|x| c.f(*x))
        .interleave(by.split(&c.deque).map(|x| c.f(*x)));
    interleaved_with_few into c: |c, by| by.split([7, 8]).interleave(c.ints.clone()).settled().rev()
        .take(c.n).rev().map(|x| c.f(x));
    intersperse_first into d: |c, by| by.split(c.ints.clone()).intersperse(3).map(|x| c.f(x));
    intersperse_second into e: |c, by| by.split(&c.ints).copied().intersperse(-1).settled().rev()
        .step_by(c.step).map(|x| c.f(x));
    intersperse_third into a: |c, by| by.split(&c.deque).rev().take(c.n).intersperse(&5).settled().skip(c.k)
        .enumerate().map(|(i, x)| c.f(*x ^ i as i64));
    intersperse_fourth into b: |c, by| by.split(c.boxes()).skip(c.k).step_by(c.step).map(|x| c.f(*x))
        .intersperse(9).chain(0..3);
    interspersed_twice into c: |c, by| by.split(0..c.n as i64).intersperse(-1).intersperse(-2).settled()
        .zip_eq(by.split(0..c.n as i64).intersperse(-1).intersperse(-2)).settled().rev()
        .map(|(x, y)| c.f(x ^ (y << 20)));
    zip_eq_first into d: |c, by| by.split(&c.ints).zip_eq(by.split(&c.deque).rev()).map(|(x, y)| c.f(x ^ y));
    zip_eq_third into e: |c, by| by.split(&c.ints).map(|x| c.f(*x))
        .zip_eq(by.split(&c.words).map(|s| c.f(s.parse().unwrap()))).map(|(x, y)| x ^ y);

    // As many items as there happen to be.
    positions_first into a: |c, by| by.split(&c.ints).positions(|x| c.keeps(*x)).map(|i| c.f(i as i64));
    positions_third into b: |c, by| by.split(c.boxes()).rev().skip(c.k).positions(|x| c.keeps(c.f(*x)))
        .map(|i| i as i64);
    intersperse_filtered into c: |c, by| by.split(&c.ints).copied()
        .filter(|x| c.keeps(*x) && *x > c.n as i64).intersperse(-1).map(|x| c.f(x));
    intersperse_failing into d: |c, by| by.split(&c.ints).filter_map(|x| c.maybe(*x)).intersperse(-1)
        .map(|x| x ^ 1);
    intersperse_several into e: |c, by| by.split(&c.ints).flat_map(|x| c.several(*x)).map(|x| c.f(x))
        .intersperse(-1).filter(|x| c.keeps(*x));
    intersperse_nothing into a: |c, by| by.split(&c.ints).filter(|x| **x < 0).intersperse(&7)
        .chain(&c.deque).intersperse(&8).map(|x| c.f(*x));
    intersperse_chained into b: |c, by| by.split(c.boxes()).filter(|x| c.keeps(**x)).chain(c.boxes())
        .intersperse(Box::new(3)).map(|x| c.f(*x));
    filter_first into a: |c, by| by.split(&c.ints).filter(|x| c.keeps(**x)).map(|x| c.f(*x));
    filter_map_first into b: |c, by| by.split(c.boxes()).filter_map(|x| c.maybe(*x))
        .inspect(|x| assert!(*x < 1 << 40));
    flat_map_first into c: |c, by| by.split(&c.ints).flat_map(|x| c.several(*x)).map(|x| c.f(x))
        .filter(|x| c.keeps(*x));
    flatten_first into d: |c, by| by.split(c.ints.chunks(c.k)).flatten().copied().map(|x| c.f(x));
    flat_map_second into e: |c, by| by.split(c.boxes()).rev().flat_map(|x| c.several(*x))
        .filter_map(|x| c.maybe(x));
    flatten_second into a: |c, by| by.split(&c.ints).chunks(c.k).flatten().cloned().filter(|x| c.keeps(*x))
        .map(|x| c.f(x));
    filter_second into b: |c, by| by.split(&c.deque).enumerate().filter(|(i, x)| c.keeps(**x ^ *i as i64))
        .map_init(Vec::new, |v, (_, x)| c.in_buffer(v, *x)).chain(c.ints.clone());
    filter_map_second into c: |c, by| by.split(&c.ints).step_by(c.step).filter_map(|x| c.maybe(*x))
        .flat_map(|x| c.several(x)).filter(|x| c.keeps(*x));
    filter_third into d: |c, by| by.split(c.boxes()).skip(c.k).take(c.n).filter(|x| c.keeps(**x))
        .filter_map(|x| c.maybe(*x));
    filter_map_third into e: |c, by| by.split(&c.ints).rev().copied().filter_map(|x| c.maybe(x))
        .flat_map(|x| c.several(x));
    flatten_third into a: |c, by| by.split(&c.ints).zip(&c.deque).map(|(x, y)| [*x, *y]).flatten()
        .map_init(Vec::new, |v, x| c.in_buffer(v, x));
    flat_map_third into b: |c, by| by.split(&c.deque).skip(c.k).take(c.n).flat_map(|x| c.several(*x))
        .map(|x| c.f(x));
    flatten_fourth into c: |c, by| by.split(&c.ints).copied().filter(|x| c.keeps(*x)).map(|x| c.maybe(x))
        .flatten();
    flat_map_fourth into d: |c, by| by.split(&c.words).rev().skip(c.k).take(c.n).flat_map(|s| s.bytes())
        .map(|x| c.f(x.into()));
    filter_fourth into e: |c, by| by.split(&c.ints).chunks(c.k).settled().rev().map(total)
        .filter(|x| c.keeps(*x)).map(|x| c.f(x));
    filter_map_fourth into a: |c, by| by.split(c.boxes()).enumerate().rev().step_by(c.step)
        .filter_map(|(i, x)| c.maybe(*x ^ i as i64));
    ragged_chains into b: |c, by| by.split(&c.ints).filter(|x| c.keeps(**x)).chain(&c.deque).copied()
        .chain(by.split(0..c.int()).filter_map(|x| c.maybe(x)));

    // Ends by position.
    take_while_first into a: |c, by| by.split(&c.ints).take_while(|x| c.f(**x) % 61 != 7)
        .map(|x| c.f(*x ^ 1));
    take_while_second into b: |c, by| by.split(c.boxes()).map(|x| c.f(*x)).take_while(|x| x % 61 != 7)
        .chain(c.ints.clone()).map(|x| c.f(x));
    take_while_twice into c: |c, by| by.split(&c.ints).rev().copied().take_while(|x| x % 61 != 7)
        .take_while(|x| c.f(*x) % 31 != 5).filter(|x| c.keeps(*x));
    take_while_ragged into d: |c, by| by.split(&c.deque).flat_map(|x| c.several(*x))
        .take_while(|x| x % 61 != 7).map_init(Vec::new, |v, x| c.in_buffer(v, x));
    take_while_pulled into e: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x))).take_while(|x| x % 61 != 7)
        .intersperse(-1).filter_map(|x| c.maybe(x));
    skip_while_first into b: |c, by| by.split(c.words.clone()).skip_while(|s| s.len() < 3)
        .map(|s| c.f(s.parse().unwrap()));
    skip_while_second into c: |c, by| by.split(&c.ints).filter(|x| c.keeps(**x))
        .skip_while(|x| c.f(**x) % 61 != 7).chain(&c.deque).map(|x| c.f(*x));
    skip_while_behind into d: |c, by| by.split(&c.ints).copied().take_while(|x| x % 97 != 7)
        .chain(by.split(0..c.int()).skip_while(|x| c.f(*x) % 13 != 7)).map(|x| c.f(x));
    map_while_first into e: |c, by| by.split(c.ints.clone()).map_while(|x| c.maybe(x ^ 1)).map(|x| c.f(x));
    map_while_second into a: |c, by| by.split(&c.ints).chunks(c.k)
        .map_while(|v| (total(v) % 31 != 5).then_some(c.n as i64)).skip_while(|x| *x < 0).map(|x| c.f(x));
    until_first into b: |c, by| by.split(&c.ints).until(|| false).map(|x| c.f(*x));
    until_second into c: |c, by| by.split(c.boxes()).map(|x| c.f(*x)).until(|| false)
        .filter(|x| c.keeps(*x)).chain(0..9);
    until_third into d: |c, by| by.split(&c.ints).rev().skip(c.k).copied().chain(c.ints.clone())
        .until(|| false).flat_map(|x| c.several(x));
    until_twice into e: |c, by| by.split(&c.deque).until(|| false).chain(&c.ints).until(|| false)
        .map(|x| c.f(*x)).intersperse(-1);
    until_pulled into a: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x))).until(|| false)
        .chain(by.pull(c.deque.iter().copied()).until(|| false)).map(|x| c.g(x));
    on_progress_first into b: |c, by| by.split(c.words.clone()).on_progress(|n| assert!(n > 0))
        .map(|s| c.f(s.parse().unwrap()));
    on_progress_second into c: |c, by| by.split(&c.ints).enumerate().on_progress(|n| assert!(n > 0))
        .settled().rev().skip(c.k).step_by(c.step).map(|(i, x)| c.f(*x ^ i as i64));
    on_progress_ragged into d: |c, by| by.split(&c.ints).filter_map(|x| c.maybe(*x))
        .on_progress(|n| assert!(n > 0)).intersperse(-1).until(|| false).map(|x| c.f(x));
    on_progress_pulled into e: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x)))
        .on_progress(|n| assert!(n > 0)).filter(|x| c.keeps(*x)).map(|x| x ^ 1);

    // Texts, and parts of slices.
    characters_of_text into a: |c, by| by.split(c.text.chars()).map(|x| c.f(u32::from(x).into()));
    places_of_characters into b: |c, by| by.split(c.text.char_indices()).filter(|x| x.1 != 'ß')
        .map(|(i, x)| c.f((i as i64) << 21 | i64::from(u32::from(x))));
    bytes_of_text into c: |c, by| by.split(c.text.bytes()).enumerate()
        .map(|(i, x)| c.f((i as i64) << 8 | i64::from(x))).rev();
    lines into d: |c, by| by.lines(&c.text).map(|s| c.f(bytes(s)));
    lines_filtered into e: |c, by| by.lines(&c.text).filter(|s| s.len() > 9).flat_map(|s| s.bytes())
        .map(|x| c.g(x.into()));
    lines_interspersed into a: |c, by| by.lines(&c.text).intersperse("🦀").map(|s| c.f(bytes(s)));
    split_by_characters into b: |c, by| by.split_text(&c.text, ',').map(|s| c.f(bytes(s)));
    split_by_long_characters into c: |c, by| by.split_text(&c.text, '字').intersperse("x")
        .chain(by.split_text(&c.text, '🦀')).map(|s| c.f(bytes(s)));
    words into d: |c, by| by.words(&c.text).map(|s| c.f(bytes(s)));
    words_interspersed into e: |c, by| by.words(&c.text).intersperse(" ").map(|s| c.f(bytes(s)));
    ascii_words into a: |c, by| by.ascii_words(&c.text).map(|s| c.f(bytes(s)))
        .chain(by.lines(&c.text).map(|s| c.f(bytes(s) + 1)));
    split_at_some into b: |c, by| by.split_at(&c.ints, |x| c.f(*x) % 5 == 0).map(|v| c.f(sum(v)));
    split_behind_some into c: |c, by| by.split_behind(&c.ints, |x| c.keeps(*x))
        .map_init(Vec::new, |v, part| c.in_buffer(v, sum(part)));
    split_at_few into d: |c, by| by.split_at(&c.ints, |x| c.f(*x) % (8 * c.n as i64 + 1) == 3)
        .intersperse(&[7]).map(sum);
    chunks_by_some into e: |c, by| by.chunk_by(&c.ints, |x, y| c.f(*x) % 3 <= c.g(*y) % 3)
        .map(|v| c.f(sum(v)));

    // Pulled.
    pulled into a: |c, by| by.pull(c.ints.iter().filter(|x| c.keeps(**x))).map(|x| c.f(*x));
    pulled_panics into b: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x))).filter(|x| c.keeps(*x));
    pulled_refs into c: |c, by| by.pull(c.ints.iter().skip_while(|x| **x < 100)).copied()
        .filter_map(|x| c.maybe(x));
    pulled_strings into d: |c, by| by.pull(c.words.clone().into_iter().filter(|s| s.len() > 2))
        .inspect(|s| assert!(s.len() > 2)).map(|s| c.f(s.parse().unwrap())).flat_map(|x| c.several(x));
    pulled_chunks into e: |c, by| by.pull(c.ints.iter().enumerate().filter(|x| x.0 % 3 > 0))
        .map_init(Vec::new, |v, x| c.in_buffer(v, *x.1)).map(Some).flatten();
    pulled_words into a: |c, by| by.pull(c.words.iter().take_while(|s| s.len() < 5)).cloned()
        .filter(|s| s.len() != 3).map(|s| c.f(s.parse().unwrap()));
    pulled_from_nowhere into b: |c, by| by
        .pull(std::iter::successors(Some(0_i64), |x| (*x < c.int()).then_some(x + 1)))
        .flat_map(|x| c.several(x)).map(|x| c.f(x));
    pulled_buffers into c: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x))).chain(c.ints.clone())
        .map(|x| x ^ 1);
    pulled_backward into d: |c, by| by.pull(c.deque.iter().rev()).filter(|x| c.keeps(**x)).copied()
        .map(|x| c.f(x));
    pulled_once into e: |c, by| by.pull(c.boxes().into_iter().map(|x| c.f(*x)))
        .inspect(|x| assert!(*x < 1 << 40)).filter_map(|x| c.maybe(x));

    pulled_and_interspersed into a: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x))).intersperse(4)
        .filter(|x| c.keeps(*x)).map(|x| x ^ 1);
    pulled_filtered_interspersed into b: |c, by| by.pull(c.deque.iter().copied())
        .filter(|x| *x > c.n as i64 || c.keeps(*x)).intersperse(4).update(|x| *x = c.f(*x));

    // Trees.
    walked into a: |c, by| by.walk(0, |i| c.below(*i)).map(|i| c.f(i as i64));
    walked_where_children_panic into b: |c, by| by.walk(0, |i| c.below_or_panic(*i)).map(|i| c.f(i as i64)).filter(|x| c.keeps(*x));
    walked_and_borrowed into c: |c, by| by.walk(c.ints.as_slice(), |v| v.get(1..).into_iter().flat_map(|v| v.chunks(v.len() / c.k + 1)))
        .filter_map(|v| v.first().copied()).map(|x| c.f(x));
    walked_and_owned into d: |c, by| by.walk(vec![c.int()], |v| if v.len() < 5 { (0..c.step as i64).map(|x| [v.as_slice(), &[x]].concat()).collect() } else { vec![] })
        .map(|v| c.f(sum(&v))).intersperse(-1).map(|x| x ^ 1);
    walked_ragged into e: |c, by| by.walk(0, |i| c.below(*i)).flat_map(|i| c.several(i as i64)).filter_map(|x| c.maybe(x));
    walked_to_an_end into a: |c, by| by.walk(0, |i| c.below_or_panic(*i)).map(|i| c.f(i as i64)).take_while(|x| x % 61 != 7).map_init(Vec::new, |v, x| c.in_buffer(v, x));
    walked_from_a_beginning into b: |c, by| by.walk(0, |i| c.below(*i)).map(|i| c.f(i as i64)).skip_while(|x| x % 61 != 7).map(|x| x ^ 1);
    walked_then_split into c: |c, by| by.walk(0, |i| c.below_or_panic(*i)).map(|i| i as i64).chain(c.ints.clone()).map(|x| c.f(x));
    walked_last into d: |c, by| by.split(&c.ints).copied().chain(by.walk(0, |i| c.below_or_panic(*i)).map(|i| i as i64)).map(|x| c.f(x));
    walked_twice into e: |c, by| by.walk(0, |i| c.below(*i)).chain(by.walk(1, |i| c.below_or_panic(*i))).until(|| false).on_progress(|n| assert!(n > 0)).map(|i| c.f(i as i64));

    // Some that can be split, and some that are pulled.
    split_then_pulled_interspersed into c: |c, by| by.split(&c.ints).filter(|x| **x > c.n as i64)
        .chain(by.pull(c.deque.iter().rev())).intersperse(&1).map(|x| c.f(*x));
    split_then_pulled into a: |c, by| by.split(&c.ints).map(|x| c.f(*x))
        .chain(by.pull(c.deque.iter().map(|x| c.f(*x + 1))));
    pulled_then_split into b: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x)))
        .chain(by.split(&c.deque).map(|x| c.f(*x + 1))).map(|x| x ^ 1);
    pulled_between into c: |c, by| by.split(&c.ints).rev().copied()
        .chain(by.pull(c.ints.iter().map(|x| c.f(*x + 1)))).chain(0..c.int()).map(|x| c.f(x));
    split_between into d: |c, by| by.pull(c.ints.iter().filter(|x| c.keeps(**x))).chain(&c.ints)
        .chain(by.pull(c.deque.iter().rev())).map(|x| c.f(*x));
    pulled_twice into e: |c, by| by.pull(c.ints.iter().map(|x| c.f(*x)))
        .chain(by.pull(c.ints.iter().map(|x| c.f(*x)))).filter(|x| c.keeps(*x)).map(|x| c.g(x));
}
