//! Errors and panics: which one comes back, and what happens to the other items.
//!
//! The answer is the loop's: the first one by position in the input, in every run, on any number of threads.
//! It is not the one that happened to come up first.
//!
//! # End at the first error
//!
//! Where the closure returns a `Result`, collect into a `Result`. As `?` in a loop, this ends at the first
//! error:
//!
//! ```
//! use std::num::ParseIntError;
//! use abreast::prelude::*;
//!
//! fn numbers(text: &str) -> Result<Vec<u32>, ParseIntError> {
//!     text.par_lines().map(|line: &str| line.trim().parse::<u32>()).collect()
//! }
//!
//! assert_eq!(numbers("1\n2\n3"), Ok(vec![1, 2, 3]));
//! assert!(numbers("1\ntwo\n").is_err());
//! ```
//!
//! Every item before the error is done. Of those behind it some were done already, or are under way, when
//! the error comes up; hardly one more is begun. So write a closure that may have run for more items than the
//! loop would have done. An `Option` is treated in the same way, up to the first `None`.
//!
//! Others that end so: [`try_for_each`](crate::Par::try_for_each), where there is nothing to collect;
//! [`try_fold`](crate::Par::try_fold) and [`try_reduce`](crate::Par::try_reduce); a [`sum`](crate::Par::sum)
//! of `Result`s; and [`try_for_each_ordered`](crate::Par::try_for_each_ordered), whose closure runs on the
//! calling thread, say to write to a file:
//!
//! ```
//! use std::io::{self, Write};
//! use abreast::prelude::*;
//!
//! fn write_all(names: &[&str], mut out: impl Write) -> io::Result<()> {
//!     let shouted = names.par_map(|name| name.to_uppercase());
//!     shouted.try_for_each_ordered(|name| writeln!(out, "{name}"))
//! }
//!
//! let mut out = Vec::new();
//! write_all(&["a", "b"], &mut out)?;
//! assert_eq!(out, b"A\nB\n");
//! # Ok::<(), io::Error>(())
//! ```
//!
//! # `?` inside the closure
//!
//! The compiler has to know of which type the error is. Say so where the closure begins, or make a function
//! of it. Results go from thread to thread, so a boxed error is one that is `Send`:
//!
//! ```
//! use std::error::Error;
//! use abreast::prelude::*;
//!
//! type Failed = Box<dyn Error + Send + Sync>;
//!
//! let sizes: Result<Vec<f64>, Failed> = ["1 m", "2.5 m", "3 ft"]
//!     .par_map(|size: &str| -> Result<f64, Failed> {
//!         let metres = size.strip_suffix(" m").ok_or("not in metres")?;
//!         Ok(metres.parse::<f64>()?)
//!     })
//!     .collect();
//! assert_eq!(sizes.unwrap_err().to_string(), "not in metres");
//! ```
//!
//! # Do all of them, and look at the errors later
//!
//! ```
//! use abreast::prelude::*;
//!
//! let parsed = ["1", "b", "3"].par_map(|s: &str| s.parse::<i32>().map_err(|_| s));
//! let (numbers, others): (Vec<i32>, Vec<&str>) = parsed.partition_result();
//! assert_eq!((numbers, others), (vec![1, 3], vec!["b"]));
//! ```
//!
//! # Panics
//!
//! A panic in a closure goes on to whoever made the call, with its own payload, as if the closure had been
//! called by a loop. If several items panic, it is the first by position. Each of them prints its message, as
//! every panic does, so there may be more messages than panics that you see.
//!
//! ```
//! use std::panic::catch_unwind;
//! use abreast::prelude::*;
//!
//! let ended = catch_unwind(|| {
//!     (0..1000).par_map(|x| if x % 100 == 99 { panic!("no {x}") } else { x }).collect_vec()
//! });
//! assert_eq!(ended.unwrap_err().downcast_ref(), Some(&String::from("no 99")));
//!
//! // The pool is as it was.
//! assert_eq!((0..1000).par().count(), 1000);
//! ```
//!
//! The call ends once no thread is at work on it any more: so what the closure borrows may go then. Each
//! input and each result is dropped once. A `Mutex` that the closure had locked is poisoned, as always.
//!
//! Where an error and a panic come up in one call, the one at the lower position counts. In a stream, all
//! results before it are handed out first.
//!
//! A panic in a [`Task`](crate::Task) goes to whoever joins it: `join` goes on panicking, `try_join` returns
//! the payload. In a [`scope`](crate::scope) the other tasks still run, and then the scope panics. If the
//! program is built with `panic = "abort"`, the first panic ends it.
