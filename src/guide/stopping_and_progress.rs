//! Stopping and progress: a call that ends early, and one that shows how far it is.
//!
//! # Until a deadline, or until somebody says so
//!
//! [`until(stop)`](crate::Par::until) ends a chain where `stop` is first seen to be true. What was begun by
//! then is done; nothing else is begun. What comes of it is what a loop has that breaks at that item: all of
//! the items before, without a gap.
//!
//! ```
//! use std::time::{Duration, Instant};
//! use abreast::prelude::*;
//!
//! let (began, limit) = (Instant::now(), Duration::from_millis(10));
//! let squares = (0_u64..u64::MAX).par_map(|x| x * x);
//! let squares = squares.until(move || began.elapsed() > limit).collect_vec();
//!
//! // As many as there was time for.
//! assert!((0..).zip(&squares).all(|(x, square)| *square == x * x));
//! ```
//!
//! `stop` is called before each piece of items that is given to a thread: every few microseconds, or before
//! each item where items take longer. An item under way is not interrupted; one that takes minutes has to
//! look by itself.
//!
//! Ctrl-C is the same with a flag that a handler sets. (The crate `ctrlc` calls one; the example `stop` in
//! the repository is such a program.)
//!
//! ```
//! use std::sync::atomic::{AtomicBool, Ordering};
//! use abreast::prelude::*;
//!
//! static STOPPED: AtomicBool = AtomicBool::new(false);
//! // ctrlc::set_handler(|| STOPPED.store(true, Ordering::Relaxed))?;
//!
//! let lengths = ["to", "be"].par_map(str::len).until(|| STOPPED.load(Ordering::Relaxed));
//! assert_eq!(lengths.collect_vec(), [2, 2]);
//! ```
//!
//! A [`Task`](crate::Task) that was cancelled: `until(is_cancelled)`; see
//! [`tasks_and_async`](super::tasks_and_async).
//!
//! # At the first item that says so
//!
//! `find`, `find_map`, `position`, `any` and `all` end at the first match by position, as in a loop; a
//! `Result` at the first error. Some items behind it may have been done already. Heavy work that is to end
//! there is simply written so:
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn digest(nonce: u64) -> u64 {
//!     nonce.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
//! }
//!
//! let found = (0..u64::MAX).par().find(|nonce| digest(*nonce) % 10_000 == 0);
//! assert_eq!(found, (0..u64::MAX).find(|nonce| digest(*nonce) % 10_000 == 0));
//! ```
//!
//! [`take_while`](crate::Par::take_while), [`skip_while`](crate::Par::skip_while) and
//! [`map_while`](crate::Par::map_while) mean what they mean in `std`. They look at one item after the other;
//! all threads make those items, and do what follows:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let lines = ["10", "20", "", "not a number"];
//! let numbers = lines.par().take_while(|line| !line.is_empty()).map(|line| line.parse::<u32>());
//! assert_eq!(numbers.collect::<Result<Vec<_>, _>>(), Ok(vec![10, 20]));
//!
//! let scores = (1..).into_par().map(|n: u64| n * n % 1009).take_while(|score| *score != 0);
//! assert_eq!(scores.count(), 1008);
//! ```
//!
//! Several threads may have begun some items behind the end before it was known. None of those is seen; but
//! if the closures before a `take_while` do something besides, such as writing a file, that may be done a few
//! times too often.
//!
//! # How far it is
//!
//! [`on_progress(f)`](crate::Par::on_progress) tells `f`, after each piece, how many more items came by at
//! its place in the chain. It is told on whichever thread has done the piece. The numbers add up exactly:
//!
//! ```
//! use std::sync::atomic::{AtomicUsize, Ordering};
//! use abreast::prelude::*;
//!
//! let files = vec!["a.txt"; 2000];
//! let done = AtomicUsize::new(0);
//! let bytes = files.iter().par_map(|name| name.len()).on_progress(|n| {
//!     let all = done.fetch_add(n, Ordering::Relaxed) + n;
//!     if all % 500 < n {
//!         eprintln!("{all} of {}", files.len());
//!     }
//! });
//! assert_eq!(bytes.sum::<usize>(), 10_000);
//! assert_eq!(done.into_inner(), 2000);
//! ```
//!
//! With the feature `indicatif` (`cargo add abreast --features indicatif`) there is a bar, of the crate of
//! that name. `progress()` shows one on the terminal, and `progress_with(bar)` moves one of your own:
//!
//! ```
//! # #[cfg(feature = "indicatif")] {
//! use abreast::prelude::*;
//! use indicatif::ProgressBar;
//!
//! let words = vec!["side", "by", "side"];
//! let lengths = words.iter().par_map(|word| word.len()).progress().collect_vec();
//! assert_eq!(lengths, [4, 2, 4]);
//!
//! let bar = ProgressBar::new(words.len() as u64).with_message("counting");
//! let letters: usize = words.par_map(str::len).progress_with(bar.clone()).sum();
//! assert_eq!((letters, bar.position()), (10, 3));
//! bar.finish_and_clear();
//! # }
//! ```
