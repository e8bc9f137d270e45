//! Sources that wait: an iterator whose next item is not there yet.
//!
//! A channel, the lines of a socket, a queue of pages still to be visited: their `next` blocks until
//! something comes. Such an iterator goes through the second door, [`AnyIterator`](crate::AnyIterator), which
//! takes every iterator there is. Whatever a loop over it gets through, a parallel call with two threads or
//! more gets through as well.
//!
//! # The next item comes after the answer to the last
//!
//! A thread pulls no second item before it has done the first. So nothing lies unbegun in anybody's hands
//! while the iterator is asked, and a peer that sends one job at a time is no trap:
//!
//! ```
//! use std::{sync::mpsc::channel, thread};
//! use abreast::prelude::*;
//!
//! let (send_job, jobs) = channel();
//! let (send_answer, answers) = channel();
//! let peer = thread::spawn(move || {
//!     for job in 0..10 {
//!         send_job.send(job).unwrap();
//!         assert_eq!(answers.recv(), Ok(job * job));
//!     }
//! });
//! jobs.into_iter()
//!     .into_par()
//!     .map(|job| job * job)
//!     .for_each_ordered(|answer| send_answer.send(answer).unwrap());
//! peer.join().unwrap();
//! ```
//!
//! # Items that feed their own source
//!
//! A crawler's pages link to further pages. The iterator says `None` when nothing is queued *and* nothing is
//! under way; if it did so whenever the queue is empty, the first page would be the last.
//!
//! ```
//! use std::sync::{Condvar, Mutex};
//! use abreast::prelude::*;
//!
//! /// What is queued, and how much of that is not done yet.
//! struct Pages(Mutex<(Vec<u32>, usize)>, Condvar);
//!
//! impl Pages {
//!     fn visit(&self, page: u32) {
//!         let mut pages = self.0.lock().unwrap();
//!         let links = [2 * page, 2 * page + 1].into_iter().filter(|link| *link < 1000);
//!         for link in links {
//!             pages.0.push(link);
//!             pages.1 += 1;
//!         }
//!         pages.1 -= 1;
//!         self.1.notify_all();
//!     }
//! }
//!
//! impl Iterator for &Pages {
//!     type Item = u32;
//!
//!     fn next(&mut self) -> Option<u32> {
//!         let pages = self.0.lock().unwrap();
//!         let mut pages = self.1.wait_while(pages, |(queue, open)| queue.is_empty() && *open > 0).unwrap();
//!         pages.0.pop()
//!     }
//! }
//!
//! let pages = Pages(Mutex::new((vec![1], 1)), Condvar::new());
//! let visited = (&pages).par_map(|page| pages.visit(page)).count();
//! assert_eq!(visited, 999);
//! ```
//!
//! Where the pages of a tree are wanted in order, [`walk`](crate::walk()) does all this.
//!
//! # What is ready is delivered
//!
//! [`for_each_ordered`](crate::Par::for_each_ordered), [`stream`](crate::Par::stream) and
//! [`stream_unordered`](crate::Par::stream_unordered) hand results on when they are there. The thread that
//! delivers does not ask the iterator while others have items of it, and makes no item itself that may take
//! long: one more helper works in its place. So a line that comes every second is answered within the same
//! second.
//!
//! An owned stream that is dropped does not wait for whoever is inside the iterator's `next`: that thread
//! leaves when the next item comes, and drops it.
//!
//! # What that costs
//!
//! Items are handed over one at a time, which takes up to a microsecond each. Quicker items are left to one
//! thread, which takes them as a loop does. If your iterator never waits and its items are quick, say how
//! many to deal at a time: `lines.par().min_len(64)`. Or collect them first: a vector can be split.
//!
//! # What cannot be cured
//!
//! * A call reads ahead. A `find` whose match is the last item before a long silence returns after it, as
//!   another thread is asking by then. [`threads(1)`](crate::Par::threads) asks for no item before it is
//!   wanted, and [`window(1)`](crate::Par::window) lets a stream read one item ahead.
//! * A call that borrows, and ends early, waits for the thread that is inside `next`.
//! * `fold` and `try_fold` read a block at a time: its items have to be put together on one thread. `map` and
//!   then `reduce` or `sum` read one item at a time.
//! * An iterator that says `None` because nothing is there *for the moment* has ended.
