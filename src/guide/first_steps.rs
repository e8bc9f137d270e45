//! First steps: from a loop to a parallel one.
//!
//! `cargo add abreast`, and one line at the top of the file. Then every iterator, and everything that can be
//! made into one, has the method `par_map`:
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn letters(word: &str) -> usize {
//!     word.chars().filter(|c| c.is_alphabetic()).count()
//! }
//!
//! let words = vec!["side", "by", "side,", "in", "order"];
//!
//! let in_a_loop: Vec<usize> = words.iter().map(|word| letters(word)).collect();
//! let in_parallel: Vec<usize> = words.iter().par_map(|word| letters(word)).collect();
//! assert_eq!(in_parallel, in_a_loop);
//! ```
//!
//! Nothing runs before the chain is ended, here by `collect`. That call blocks until all items are done. The
//! calling thread does items itself, and other threads help; the results are in the order of the items.
//!
//! So few short words are done before another thread would be awake, and then the calling thread does them
//! alone. To share a loop pays where the whole of it takes some dozens of microseconds or more. To see by how
//! much, build with `--release`: debug builds say little about speed.
//!
//! # Borrow the items, or use them up
//!
//! As with `iter` and `into_iter`. What is borrowed need not live for ever: the call is over before it goes.
//!
//! ```
//! use abreast::prelude::*;
//!
//! let mut prices = vec![100, 250, 999];
//!
//! // borrows
//! let with_tax = prices.iter().par_map(|cents| cents * 119 / 100).collect_vec();
//! // changes them in place
//! prices.iter_mut().par_for_each(|cents| *cents += 1);
//! // uses them up
//! let labels = prices.par_map(|cents| format!("{cents} ct")).collect_vec();
//! # assert_eq!((with_tax, labels[2].as_str()), (vec![119, 297, 1188], "1000 ct"));
//! ```
//!
//! `collect_vec()` makes a `Vec`, and `collect()` what its type says: any standard collection, a `String`, or
//! a `Result` of one. A range of numbers needs to be told of which type they are, as here `x`:
//!
//! ```
//! # use abreast::prelude::*;
//! let squares: Vec<i64> = (0..200_000).par_map(|x: i64| x * x).collect();
//! # assert_eq!(squares[3], 9);
//! ```
//!
//! # A chain goes on
//!
//! What `par_map` returns is a [`Par`](crate::Par). It has the methods of an iterator, and they mean the
//! same. A chain may begin without a function as well, by `par()`.
//!
//! ```
//! use abreast::prelude::*;
//!
//! let log = ["ok 12", "error 7", "ok 30", "error 99"];
//!
//! let errors = log.par().enumerate().filter(|(_, line)| line.starts_with("error"));
//! let numbers = errors.map(|(number, _)| number).collect_vec();
//! assert_eq!(numbers, [1, 3]);
//!
//! let longest = log.par_map(|line: &str| line.len()).max();
//! let first = log.par().find(|line| line.starts_with("error"));
//! assert_eq!((longest, first), (Some(8), Some("error 7")));
//!
//! let areas = [2, 3].par().zip([5, 7]).map(|(width, height)| width * height);
//! assert_eq!(areas.sum::<i32>(), 31);
//! ```
//!
//! # What the closure may use
//!
//! It may read whatever is around it. So a second argument that is the same for all, Python's `partial(f,
//! a=2)`, is simply written: `items.par_map(|x| f(x, a))`. It may not change what is around it, since several
//! threads call it at once. The compiler says so:
//!
//! ```compile_fail,E0594
//! # use abreast::prelude::*;
//! let mut total = 0;
//! (1..=100).par_for_each(|x: u64| total += x); // cannot assign to `total`
//! ```
//!
//! Mostly there is a method that returns what is wanted: `sum`, `max`, `reduce`, `fold`, `partition`. What is
//! to be done in order, [`for_each_ordered`](crate::Par::for_each_ordered) does on the calling thread, where
//! it may change things. What each thread needs for itself, such as a buffer, comes from
//! [`map_init`](crate::Par::map_init). The rest is a `Mutex` or an atomic number.
//!
//! ```
//! use abreast::prelude::*;
//!
//! assert_eq!((1..=100).par().sum::<u64>(), 5050);
//!
//! let mut report = String::new();
//! (1..=3).par_map(|x: u64| x * x).for_each_ordered(|y| report += &format!("{y}\n"));
//! assert_eq!(report, "1\n4\n9\n");
//!
//! let backwards = ["side", "by"].par().map_init(String::new, |buffer, word| {
//!     buffer.clear(); // of the thread's last item
//!     buffer.extend(word.chars().rev());
//!     buffer.to_uppercase()
//! });
//! assert_eq!(backwards.collect_vec(), ["EDIS", "YB"]);
//! ```
//!
//! # How many threads
//!
//! As many as this process may use processors, or as the environment variable `ABREAST_NUM_THREADS` says, or
//! for some calls:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let cubes = with_threads(4, || (0..10).par_map(|x: u32| x.pow(3)).collect_vec());
//! assert_eq!(cubes[9], 729);
//! ```
//!
//! Calls may be nested: an item may make a parallel call of its own. There is one pool for all of them, and
//! no more threads at work than you said. [`waiting_items`](super::waiting_items) has more of that.
//!
//! # Further
//!
//! * Slices are sorted by `par_sort` and its kin, with the results of `sort`:
//!   [`ParallelSort`](crate::ParallelSort).
//! * A text is cut by `par_lines`, `par_split` and `par_split_whitespace`:
//!   [`ParallelStr`](crate::ParallelStr).
//! * Two different things at once are a [`join`](crate::join).
//! * The nodes of a tree, in order, are a [`walk`](crate::walk()).
