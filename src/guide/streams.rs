//! Streams: results taken one by one, while later ones are still being computed.
//!
//! `collect` waits for everything and holds everything. Where the output is too large for that, or the first
//! results are wanted soon, or the source never ends, take the results as they come:
//!
//! * [`for_each_ordered(f)`](crate::Par::for_each_ordered) calls `f` with each, in order, on the calling
//!   thread, and blocks until all are done. The chain may borrow.
//! * [`try_for_each_ordered(f)`](crate::Par::try_for_each_ordered) is the same, up to the first error of `f`.
//! * [`stream()`](crate::Par::stream) is an iterator over them, in order. The chain owns what it uses.
//! * [`stream_unordered()`](crate::Par::stream_unordered) is the same, but as they are finished.
//!
//! # Write a file while the next lines are made
//!
//! `for_each_ordered` calls its closure on the calling thread, one result after the other. So the closure may
//! change what is around it, and needs no lock. This goes through a text of any length in little memory:
//!
//! ```
//! use std::io::{self, BufRead, BufReader, BufWriter, Write};
//! use abreast::prelude::*;
//!
//! fn shout(from: impl io::Read + Send, to: impl Write) -> io::Result<()> {
//!     let mut to = BufWriter::new(to);
//!     BufReader::new(from)
//!         .lines()
//!         .par_map(|line: io::Result<String>| line.map(|line| line.to_uppercase()))
//!         .try_for_each_ordered(|line| writeln!(to, "{}", line?))?;
//!     to.flush()
//! }
//!
//! let mut out = Vec::new();
//! shout("side\nby\nside".as_bytes(), &mut out)?;
//! assert_eq!(out, b"SIDE\nBY\nSIDE\n");
//! # Ok::<(), io::Error>(())
//! ```
//!
//! # An iterator that computes ahead
//!
//! `stream` returns an iterator, for a `for` loop or to hand on. Nothing runs before the first item is asked
//! for; from then on other threads compute ahead of what is taken. Whoever takes the next result and does not
//! find it ready computes as well where items are light; where they may take long, one more helper does, and
//! whoever takes results gets each when it is ready.
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn is_prime(n: u64) -> bool {
//!     n >= 2 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)
//! }
//!
//! // All numbers: the source has no end. When the stream is dropped, the work stops.
//! let mut primes = (1_u64..).into_par().filter(|n| is_prime(*n)).stream();
//! assert_eq!(primes.by_ref().take(3).collect::<Vec<_>>(), [2, 3, 5]);
//! assert_eq!(primes.find(|p| *p > 1000), Some(1009));
//! ```
//!
//! Dropping a stream waits for the items that were begun, and drops what was computed ahead.
//!
//! The iterator may live longer than the function that made it. So its chain has to own what it uses:
//! `xs.par_map(f)` rather than `xs.iter().par_map(f)`, and `move` for the closure. What borrows goes by
//! `for_each_ordered`.
//!
//! # In any order
//!
//! In order, one slow result holds back those behind it, if they are finished or not. Where the order does
//! not matter, `stream_unordered` hands out each as it is finished:
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn check(host: &'static str) -> (&'static str, bool) {
//!     (host, host.contains('.')) // say, a request that may take long
//! }
//!
//! let hosts = vec!["a.example", "localhost", "b.example"];
//! let mut up = 0;
//! for (host, answers) in hosts.par_map(check).threads(32).stream_unordered() {
//!     println!("{host}: {}", if answers { "up" } else { "down" });
//!     up += usize::from(answers);
//! }
//! assert_eq!(up, 2);
//! ```
//!
//! # How far ahead: `window`
//!
//! No more than a window of items is in flight: given to a thread, and their results not yet taken. When the
//! window is full, helpers go and do something else, and come back when there is room. By itself the window
//! is what the threads do in some tenths of a millisecond: at least 2 items for each thread, at most 16,384.
//! To hold less, because a result is large, or to have more ready, because whoever takes them does so in
//! bursts, say how many:
//!
//! ```
//! use abreast::prelude::*;
//!
//! // At most 8 pictures in memory.
//! let pictures = (0..40).par_map(|seed: u8| vec![seed; 1 << 16]).window(8);
//! let mut bytes = 0;
//! pictures.for_each_ordered(|picture| bytes += picture.len());
//! assert_eq!(bytes, 40 << 16);
//! ```
//!
//! A window of 1 asks the source for no item before the result of the last one was taken. Where an item costs
//! next to nothing, results are made in batches, by the taker alone if that is faster.
//!
//! # A `for` loop over a chain
//!
//! `for y in xs.par_map(f) { … }` is allowed, too. It collects first, and then goes through the results: it
//! is `collect_vec`, not a stream.
