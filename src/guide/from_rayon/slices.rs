//! Coming from rayon: slices, strings, drains, and functions that make iterators.
//!
//! What can be split has few methods of its own here. The standard iterators are split as they are, so
//! `xs.par_chunks(n)` is `xs.chunks(n).par()`. Others are pulled from, by one thread at a time, and their
//! items are worked on by all.
//!
//! # `ParallelSlice`
//!
//! | rayon | abreast |
//! |---|---|
//! | `par_split(p) par_split_inclusive(p) par_chunk_by(p)` | the same: [`ParallelSlice`] |
//! | `par_chunks(n)`, `par_chunks_exact(n)` | `chunks(n).par()`, `chunks_exact(n).par()` |
//! | `par_rchunks(n)`, `par_rchunks_exact(n)` | `rchunks(n).par()`, `rchunks_exact(n).par()` |
//! | `par_windows(n)` | `windows(n).par()` |
//! | `par_array_windows::<N>()` | `windows(N).par()`; the items are slices |
//! | `as_parallel_slice()` | none needed: `&xs[..]` |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let xs = [1, 2, 3, 4, 5];
//! assert_eq!(xs.par_split(|x| *x == 2).map(<[_]>::len).collect_vec(), [1, 3]);
//! assert_eq!(xs.par_split_inclusive(|x| *x == 2).map(<[_]>::len).collect_vec(), [2, 3]);
//! assert_eq!(xs.par_chunk_by(|x, y| x / 3 == y / 3).map(<[_]>::len).collect_vec(), [2, 3]);
//! assert_eq!(xs.chunks(2).par().map(<[_]>::len).collect_vec(), [2, 2, 1]);
//! assert_eq!(xs.chunks_exact(2).par().len(), 2);
//! assert_eq!(xs.rchunks(2).par().map(|chunk| chunk[0]).collect_vec(), [4, 2, 1]);
//! assert_eq!(xs.rchunks_exact(2).par().map(|chunk| chunk[0]).collect_vec(), [4, 2]);
//! assert_eq!(xs.windows(4).par().map(|window| window.iter().sum::<i32>()).collect_vec(), [10, 14]);
//! ```
//!
//! # `ParallelSliceMut`
//!
//! | rayon | abreast |
//! |---|---|
//! | `par_sort par_sort_by par_sort_by_key par_sort_by_cached_key` | the same: [`ParallelSort`] |
//! | `par_sort_unstable par_sort_unstable_by par_sort_unstable_by_key` | the same |
//! | `par_chunks_mut(n)`, `par_chunks_exact_mut(n)` | `chunks_mut(n).par()`, `chunks_exact_mut(n).par()` |
//! | `par_rchunks_mut(n)` | `rchunks_mut(n).par()` |
//! | `par_rchunks_exact_mut(n)` | `rchunks_exact_mut(n).par()` |
//! | `par_split_mut(p)` | `split_mut(p).par()`, pulled |
//! | `par_split_inclusive_mut(p)` | `split_inclusive_mut(p).par()`, pulled |
//! | `par_chunk_by_mut(p)` | `chunk_by_mut(p).par()`, pulled |
//! | `as_parallel_slice_mut()` | none needed: `&mut xs[..]` |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let mut xs = [5, 1, 4, 2, 3];
//! xs.par_sort();
//! assert_eq!(xs, [1, 2, 3, 4, 5]);
//! xs.chunks_mut(2).par().for_each(|chunk| chunk.reverse());
//! assert_eq!(xs, [2, 1, 4, 3, 5]);
//! xs.rchunks_exact_mut(2).par().enumerate().for_each(|(at, chunk)| chunk[0] += 10 * at);
//! assert_eq!(xs, [2, 11, 4, 3, 5]);
//! xs.split_mut(|x| *x == 4).par().for_each(|part| part[0] = 0);
//! xs.split_inclusive_mut(|x| *x == 4).par().for_each(|part| part[1] += 1);
//! assert_eq!(xs, [0, 12, 4, 0, 6]);
//! xs.chunk_by_mut(|x, y| x < y).par().for_each(|part| part.reverse());
//! assert_eq!(xs, [12, 0, 4, 6, 0]);
//! ```
//!
//! # `ParallelString`
//!
//! | rayon | abreast |
//! |---|---|
//! | `par_lines par_split_whitespace par_split_ascii_whitespace` | the same: [`ParallelStr`] |
//! | `par_split(c)` | the same, of a `char`; `split(pattern).par()` of any pattern, pulled |
//! | `par_chars()`, `par_char_indices()` | `chars().par()`, `char_indices().par()` |
//! | `par_bytes()` | `bytes().par()` |
//! | `par_split_inclusive(p)` | `split_inclusive(p).par()`, pulled |
//! | `par_split_terminator(p)` | `split_terminator(p).par()`, pulled |
//! | `par_matches(p)`, `par_match_indices(p)` | `matches(p).par()`, `match_indices(p).par()`, pulled |
//! | `par_encode_utf16()` | `encode_utf16().par()`, pulled |
//! | `as_parallel_string()` | none needed: `&text[..]` |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let text = "side by\nside\n";
//! assert_eq!(text.par_lines().collect_vec(), ["side by", "side"]);
//! assert_eq!(text.par_split_whitespace().count(), 3);
//! assert_eq!(text.par_split_ascii_whitespace().count(), 3);
//! assert_eq!(text.par_split(' ').map(str::len).collect_vec(), [4, 8]);
//! assert_eq!(text.split(['b', 'y']).par().count(), 3);
//! assert_eq!(text.chars().par().filter(|c| *c == 's').count(), 2);
//! assert_eq!(text.char_indices().par().find(|(_, c)| *c == 'b'), Some((5, 'b')));
//! assert_eq!(text.bytes().par().max(), Some(b'y'));
//! assert_eq!(text.split_inclusive('\n').par().collect_vec(), ["side by\n", "side\n"]);
//! assert_eq!(text.split_terminator('\n').par().collect_vec(), ["side by", "side"]);
//! assert_eq!(text.matches("side").par().count(), 2);
//! assert_eq!(text.match_indices("side").par().map(|(at, _)| at).collect_vec(), [0, 8]);
//! assert_eq!(text.encode_utf16().par().count(), 13);
//! ```
//!
//! # `ParallelDrainRange` and `ParallelDrainFull`
//!
//! | rayon | abreast |
//! |---|---|
//! | `xs.par_drain(range)` of a `Vec`, a `VecDeque`, a `String` | `xs.drain(range).par()` |
//! | `xs.par_drain()` of a `BinaryHeap` | `xs.drain().par()` |
//! | `xs.par_drain()` of a `HashMap`, a `HashSet` | `xs.drain().par()`, pulled |
//!
//! ```
//! use std::collections::{BinaryHeap, HashMap, VecDeque};
//! use abreast::prelude::*;
//!
//! let (mut xs, mut text) = (vec![1, 2, 3], String::from("abc"));
//! assert_eq!((xs.drain(..2).par().collect_vec(), xs), (vec![1, 2], vec![3]));
//! assert_eq!((text.drain(1..).par().collect_vec(), text), (vec!['b', 'c'], String::from("a")));
//! assert_eq!(VecDeque::from([1, 2]).drain(..).par().collect_vec(), [1, 2]);
//! assert_eq!(BinaryHeap::from([1]).drain().par().collect_vec(), [1]);
//! assert_eq!(HashMap::from([(1, 2)]).drain().par().collect_vec(), [(1, 2)]);
//! ```
//!
//! # Functions of `rayon::iter`
//!
//! | rayon | abreast |
//! |---|---|
//! | `repeat_n(x, n)`, `repeatn(x, n)` | `std::iter::repeat_n(x, n).par()`, which clones `x` for the last item, too |
//! | `repeat(x)` | `std::iter::repeat(x).par()`, pulled; it has no end here either |
//! | `once(x)`, `empty()` | `std::iter::once(x).par()`, `std::iter::empty().par()` |
//! | `walk_tree_prefix(root, children)`, `walk_tree(…)` | [`walk(root, children)`](crate::walk), in order |
//! | `walk_tree_postfix(root, children)` | none: where children come first, [`join`] or a recursion |
//! | `split(data, halve)` | [`join`](crate::join) of the halves, or a [`scope`](crate::scope) |
//! | `Either` | none: `Result` has `partition_result` |
//!
//! ```
//! use std::iter::{empty, once, repeat, repeat_n};
//! use abreast::prelude::*;
//!
//! assert_eq!(repeat_n('a', 2).par().chain(once('b')).chain(empty()).collect_vec(), ['a', 'a', 'b']);
//! assert!(repeat(7).par().any(|x| x == 7));
//!
//! fn sum(xs: &[u64]) -> u64 {
//!     if xs.len() <= 1000 {
//!         return xs.iter().sum();
//!     }
//!     let (left, right) = xs.split_at(xs.len() / 2);
//!     let (left, right) = abreast::join(|| sum(left), || sum(right));
//!     left + right
//! }
//! assert_eq!(sum(&[1; 5000]), 5000);
//!
//! let below = abreast::walk(1, |n| [2 * n, 2 * n + 1].into_iter().filter(|m| *m < 8));
//! assert_eq!(below.collect_vec(), [1, 2, 4, 5, 3, 6, 7]);
//! ```
//!
//! [`ParallelSlice`]: crate::ParallelSlice
//! [`ParallelSort`]: crate::ParallelSort
//! [`ParallelStr`]: crate::ParallelStr
//! [`join`]: crate::join
