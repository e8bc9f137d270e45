//! Coming from rayon: what the names of its prelude and of rayon-core are called here.
//!
//! This page has the traits of the iterators. Two further ones have the rest:
//! [`slices`] for slices, strings, drains and functions that make iterators, [`threads`] for rayon-core.
//! Below a table its right-hand side is a program. What keeps its name and its meaning stands first in each
//! table. In all of them `xs` is a `Vec`, and `f` a function.
//!
//! # What differs everywhere
//!
//! * There is one prelude, `use abreast::prelude::*;`, and one type, [`Par`], with inherent methods.
//! * **Order.** Each result is that of the same chain on a standard iterator. So `find` means the first
//!   match, an error is the first by position, and floating-point sums have the same bits in every run.
//!   What rayon calls `…_any` has no faster form here, and what it calls `…_first` has the plain name.
//! * A thread that waits for a nested call never runs a task or an item of another call. A lock that is held
//!   around a call cannot be met again that way.
//! * `reduce` takes no identity and returns an `Option`; `fold` takes the merge as well, and returns one
//!   value.
//! * Any iterator has these methods. One that cannot be split is pulled from, an item at a time, and stays in
//!   order: see [`AnyIterator`].
//! * Closures are `Fn + Sync`; they need not be `Send`, but for those of `take_while`, `skip_while` and
//!   `map_while`.
//! * A file may have both preludes. There a `v` that is itself a mutable reference is written
//!   `(*v).par_iter()`, since this crate has a name of its own for that, which only says what to write
//!   instead.
//!
//! # How a chain begins
//!
//! | rayon | abreast |
//! |---|---|
//! | `IntoParallelIterator`: `xs.into_par_iter()` | [`IntoParallel`]: `xs.par()`, or `xs.par_map(f)` at once |
//! | `IntoParallelRefIterator`: `xs.par_iter()` | `xs.iter().par()`, or `(&xs).par()`; of sets, maps and options the second, which splits them |
//! | `IntoParallelRefMutIterator`: `xs.par_iter_mut()` | `xs.iter_mut().par()`, or `(&mut xs).par()` |
//! | `ParallelBridge`: `iter.par_bridge()` | `iter.into_par()`, or `iter.par()` in place; in order |
//! | `(xs, ys).into_par_iter()` | `xs.par().zip(ys)` |
//! | a bound `T: ParallelIterator<Item = X>` | `Par<impl Pieces<Item = X> + Sync>`, with `X: Send` |
//! | a bound `T: IndexedParallelIterator<Item = X>` | `Par<impl Exact<Item = X> + Sync>`, the same |
//! | a bound `T: IntoParallelIterator<Item = X>` | `T: IntoParallel<Item = X>` |
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn f(x: i64) -> i64 {
//!     x * x
//! }
//! let (mut xs, ys) = (vec![1, 2, 3], vec![10, 20, 30]);
//!
//! assert_eq!(xs.clone().par().map(f).collect_vec(), [1, 4, 9]);
//! assert_eq!(xs.clone().par_map(f).collect_vec(), [1, 4, 9]);
//! assert_eq!(xs.iter().par().map(|x| f(*x)).collect_vec(), [1, 4, 9]);
//! xs.iter_mut().par().for_each(|x| *x += 1);
//! (&mut xs).par().for_each(|x| *x -= 1);
//! assert_eq!("a b".split(' ').into_par().collect_vec(), ["a", "b"]);
//! assert_eq!(xs.par().zip(ys).map(|(x, y)| x + y).collect_vec(), [11, 22, 33]);
//!
//! fn squares(chain: Par<impl Pieces<Item = i64>>) -> Par<impl Pieces<Item = i64>> {
//!     chain.map(f)
//! }
//! fn last_two(chain: Par<impl Exact<Item = i64> + Sync>) -> Vec<i64> {
//!     chain.rev().take(2).collect_vec()
//! }
//! assert_eq!(squares((0..3).par()).collect_vec(), [0, 1, 4]);
//! assert_eq!(last_two((0..9).par()), [8, 7]);
//! ```
//!
//! # Adapters
//!
//! | rayon | [`Par`] |
//! |---|---|
//! | `map filter filter_map flat_map flatten inspect update` | the same |
//! | `copied cloned chain map_init intersperse` | the same |
//! | `enumerate zip zip_eq rev skip take` | the same; of chains that are [`Exact`] |
//! | `step_by chunks interleave positions` | the same; of chains that are [`Exact`] |
//! | `flat_map_iter flatten_iter` | `flat_map`, `flatten`: each takes what is an `IntoIterator` |
//! | `flat_map` whose parts are large | a nested call: its items are dealt as well |
//! | `map_with(x, f)` | `map_init(\|\| x.clone(), f)` |
//! | `interleave_shortest(ys)` | `take(m + 1).interleave(ys.par().take(n))`, of `n` and `m` items |
//! | `fold_chunks(n, init, f)` | `chunks(n).map(\|items\| items.into_iter().fold(init(), f))` |
//! | `take_any(n)`, `skip_any(n)` | `take(n)`, `skip(n)`; if not exact, `stream().take(n)` |
//! | `take_any_while(p)` | [`take_while(p)`](crate::Par::take_while), in order |
//! | `while_some()` | [`map_while(\|x\| x)`](crate::Par::map_while), in order |
//! | `skip_any_while(p)` | [`skip_while(p)`](crate::Par::skip_while), in order |
//! | `panic_fuse()` | none needed: a panic ends the work, in any chain |
//! | `by_exponential_blocks() by_uniform_blocks(n)` | none needed: a search is dealt from the front |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let xs = [1, 2, 3, 4, 5];
//! assert_eq!((0..3).par().flat_map(|n| 0..n).collect_vec(), [0, 0, 1]);
//! let added = xs.par().map_init(|| xs.to_vec(), |copy, x| copy.len() + x);
//! assert_eq!(added.collect_vec(), [6, 7, 8, 9, 10]);
//! let (left, right) = (xs.par(), [10, 20].par());
//! assert_eq!(left.take(2 + 1).interleave(right.take(5)).collect_vec(), [1, 10, 2, 20, 3]);
//! let sums = xs.par().chunks(2).map(|items| items.into_iter().fold(0, |sum, x| sum + x));
//! assert_eq!(sums.collect_vec(), [3, 7, 5]);
//! let odd = (0..1000).par().filter(|x| x % 2 == 1);
//! assert!(odd.clone().stream().take(2).eq([1, 3]));
//! assert_eq!(odd.clone().take_while(|x| *x < 5).collect_vec(), [1, 3]);
//! assert_eq!(odd.skip_while(|x| *x < 997).collect_vec(), [997, 999]);
//! ```
//!
//! # Consumers
//!
//! | rayon | [`Par`] |
//! |---|---|
//! | `for_each for_each_init count sum product min min_by min_by_key max max_by max_by_key len` | the same |
//! | `all any position_last find_last cmp partial_cmp eq ne lt le gt ge` | the same |
//! | `find_last(p)` of what is very long | `rev().find(p)`, which does not look at what comes before; of more items than a `usize` numbers, `rev()` stands before `par()` |
//! | `for_each_with(x, f)` | `for_each_init(\|\| x.clone(), f)` |
//! | `try_for_each(f)` | the same, if `f` returns a `Result`; of an `Option` by `ok_or(())` |
//! | `try_for_each_init(init, f)`, `try_for_each_with(x, f)` | `map_init(init, f).try_for_each(\|r\| r)` |
//! | `reduce(\|\| zero, op)` | `reduce(op).unwrap_or(zero)`, or `fold(\|\| zero, op, op)` |
//! | `reduce_with(op)` | [`reduce(op)`](crate::Par::reduce) |
//! | `fold(init, f).reduce(init, op)` | [`fold(init, f, op)`](crate::Par::fold) |
//! | `fold_with(x, f).reduce(…, op)` | `fold(\|\| x.clone(), f, op)` |
//! | `fold(init, f).collect()` | none: the number of parts is no result; `chunks(n)` has parts of a length |
//! | `try_fold(init, f).try_reduce(…, op)` | [`try_fold(init, f, op)`](crate::Par::try_fold) |
//! | `try_reduce(\|\| zero, op)` of `Result`s | `try_fold(\|\| zero, \|sum, r\| op(sum, r?), op)` |
//! | `try_reduce_with(op)` | [`try_reduce(op)`](crate::Par::try_reduce), of what is no `Result` yet |
//! | `find_any(p)`, `find_first(p)` | [`find(p)`](crate::Par::find): the first |
//! | `find_map_any(f)`, `find_map_first(f)` | [`find_map(f)`](crate::Par::find_map): the first |
//! | `find_map_last(f)` | `filter_map(f).last()` |
//! | `position_any(p)`, `position_first(p)` | [`position(p)`](crate::Par::position): the first |
//! | `opt_len()` | none: [`len`](crate::Par::len) is there where it is known |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let xs = [1, 2, 3];
//! xs.par().for_each_init(|| xs.to_vec(), |copy, x| copy.push(x));
//! assert_eq!(xs.par().try_for_each(|x| (x < 9).then_some(()).ok_or(())), Ok(()));
//! assert_eq!(xs.par().map_init(|| 1, |one, x| Err::<(), i32>(x + *one)).try_for_each(|r| r), Err(2));
//! assert_eq!(xs.par().reduce(|x, y| x + y).unwrap_or(0), 6);
//! assert_eq!(xs.par().fold(|| 0, |x, y| x + y, |x, y| x + y), 6);
//! let words = ["1", "2", "b"].par();
//! let parsed = words.map(|word: &str| word.parse::<i32>());
//! let sum: Result<i32, std::num::ParseIntError> =
//!     parsed.try_fold(|| 0, |sum, x| Ok(sum + x?), |x, y| x + y);
//! assert!(sum.is_err());
//! assert_eq!(xs.par().try_reduce(|x: i32, y| x.checked_add(y).ok_or("too much")), Ok(Some(6)));
//! assert_eq!(xs.par().find(|x| *x > 1), Some(2));
//! assert_eq!(xs.par().find_map(|x| (x > 1).then_some(-x)), Some(-2));
//! assert_eq!(xs.par().filter_map(|x| (x > 1).then_some(-x)).last(), Some(-3));
//! assert_eq!(xs.par().position(|x| x > 1), Some(1));
//! ```
//!
//! # Collections
//!
//! | rayon | abreast |
//! |---|---|
//! | `collect::<C>()`, `partition(p)`, `unzip()` | the same |
//! | `FromParallelIterator` | [`FromParallel`], which can be implemented for other types |
//! | `collect_into_vec(&mut ys)`, which clears | [`collect_into(&mut ys)`](crate::Par::collect_into), which **appends**: `ys.clear()` first |
//! | `unzip_into_vecs(&mut a, &mut b)` | `unzip()`, into new ones |
//! | `partition_map(f)`, by `Either` | `map(f).partition_result()`, by `Result` |
//! | `collect_vec_list()` | `collect_vec()` |
//! | `ParallelExtend`: `ys.par_extend(chain)` | `chain.collect_into(&mut ys)`; `set.extend(chain)` of any collection |
//!
//! ```
//! use std::collections::BTreeSet;
//! use abreast::prelude::*;
//!
//! let mut ys = vec![0];
//! (1..3).par().collect_into(&mut ys);
//! assert_eq!(ys, [0, 1, 2]);
//! ys.clear();
//! (1..3).par().collect_into(&mut ys);
//! assert_eq!(ys, [1, 2]);
//! let small = [1, 1000].par_map(|x: i32| u8::try_from(x).map_err(|_| x));
//! let (small, large): (Vec<u8>, Vec<i32>) = small.partition_result();
//! assert_eq!((small, large), (vec![1], vec![1000]));
//! let mut set = BTreeSet::from([1]);
//! set.extend((2..4).par_map(|x| x * x));
//! assert!(set.into_iter().eq([1, 4, 9]));
//! ```
//!
//! `Par` is an `IntoIterator`: a loop over a chain, and what takes an iterator, as `extend` does, collect it
//! in parallel first.
//!
//! # Options
//!
//! | rayon | [`Par`] |
//! |---|---|
//! | `with_min_len(n)` | [`min_len(n)`][Par::min_len], seldom needed: pieces find their length by the clock |
//! | `with_max_len(n)` | [`max_len(n)`](crate::Par::max_len), seldom needed: what a thread has not begun, others take |
//! | `pool.install(\|\| chain.…)` | [`threads(n)`](crate::Par::threads), or [`with_threads`] around calls |
//!
//! ```
//! # use abreast::prelude::*;
//! # fn f(x: i64) -> i64 { x * x }
//! let chain = (0..100).par_map(f).min_len(10).max_len(20).threads(2);
//! assert_eq!(chain.count(), 100);
//! ```
//!
//! # First mistakes
//!
//! The compiler's message says most of these. It cannot for a chain that borrows an iterator which is gone by
//! the next line, nor for the arguments of `reduce`, of which it shows the signature.
//!
//! | what one writes | what it is here |
//! |---|---|
//! | `xs.par_iter()` | `xs.iter().par()` |
//! | `xs.par().reduce(\|\| 0, \|x, y\| x + y)` | `reduce(\|x, y\| x + y)`, which returns an `Option` |
//! | `xs.par().zip(iter)` of any iterator | `iter.zip(xs).into_par()`: a chain that is zipped has indices |
//! | `xs.iter().par_map(f).stream()` | `for_each_ordered`, since a stream may outlive what is borrowed |
//! | `let chain = iter.filter(p).par();` | `iter.filter(p).into_par()`: `par` would borrow the iterator |
//! | `println!("{:?}", xs.par_map(f).collect())` | `collect_vec()`, or a type: `collect::<Vec<_>>()` |
//! | `xs.par_sort()`, which is not found | `use abreast::prelude::*;` |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let xs = vec![3, 1, 2];
//! assert_eq!(xs.iter().par().map(|x| x + 1).collect_vec(), [4, 2, 3]);
//! let pairs = "a b c".split(' ').zip(&xs).into_par();
//! assert_eq!(pairs.map(|(word, n)| word.repeat(*n)).collect_vec(), ["aaa", "b", "cc"]);
//! let mut sum = 0;
//! xs.iter().par_map(|x| x * x).for_each_ordered(|y| sum += y);
//! assert_eq!(sum, 14);
//! let chain = xs.into_iter().filter(|x| *x > 1).into_par();
//! println!("{:?}", chain.map(|x| x + 1).collect_vec());
//! ```
//!
//! [`AnyIterator`]: crate::AnyIterator
//! [`Exact`]: crate::Exact
//! [`FromParallel`]: crate::FromParallel
//! [`IntoParallel`]: crate::IntoParallel
//! [`Par`]: crate::Par
//! [Par::min_len]: crate::Par::min_len
//! [`with_threads`]: crate::with_threads

pub mod slices;
pub mod threads;
