//! How it works: who does which item, and when.
//!
//! ```text
//!  items.par_map(f).filter(g).collect()
//!
//!  source ──────▶ stage ──────▶ drive ──────────────▶ sink ──────▶ Vec in input order
//!  hands out      std adapters  deals pieces to       takes each
//!  pieces         on a piece    whoever is free       piece's items
//!                                 │
//!                                 ▼
//!                               region ───▶ pool
//!                               the caller and its      threads, queues, sleep;
//!                               helpers in one closure  knows nothing of iterators
//! ```
//!
//! # A piece is a standard iterator
//!
//! Some neighbouring items of a chain are a *piece*. A piece of a slice is `slice[a..b].iter()`, and `filter`
//! on it is `std`'s own `filter`. So the inner loop of a parallel chain is the loop that you would have
//! written, and the compiler makes of it what it makes of that. Loops over plain data are compiled for AVX2
//! and AVX-512 as well, with short closures in them, and the version that suits the processor is run.
//!
//! # Two doors
//!
//! What can be split is *dealt* by index: ranges, slices, the collections, and iterators over them, such as
//! `chunks`, that can be entered anywhere. This door is [`IntoParallel`]. Every other iterator is *pulled*: a
//! thread takes one item, does it, and comes back for the next. This door is [`AnyIterator`]. Both have the
//! same methods, and the compiler takes the first wherever it is open.
//!
//! # Dealing
//!
//! Each thread that takes part has a range of indices. It takes pieces from the front of its own range, and
//! when that is empty, the back half of the fullest other one. A search, such as `find`, is dealt from the
//! front instead, since what comes first counts.
//!
//! How many items make a piece, the clock says: a piece is to last some microseconds. That is thousands of
//! additions, or a single picture. The next items may cost something else than the last ones did, so a piece
//! grows step by step, and what a thread has not begun, others can take.
//!
//! # The first microseconds
//!
//! To wake a sleeping thread costs some ten microseconds, and it comes some time later. Most calls in real
//! programs are shorter. So:
//!
//! * The calling thread begins with the first item at once. It never waits for the others to begin.
//! * What an item of each loop costs is remembered. A loop that was quick before is begun by the calling
//!   thread alone, which looks at the clock now and then. If the call is over within some microseconds,
//!   nobody was woken.
//! * A loop that was never seen calls a helper at once, since its items may be heavy. So does any loop where
//!   you asked for more threads than there are processors, since its items may wait.
//! * The calling thread wakes few; those who come wake the next, as long as there is work to share.
//! * Where a thread makes one short call after the other, as a simulation does, a helper stays awake between
//!   them and stands by. It is handed half of the next call by a single word, which costs some hundred
//!   nanoseconds; then the two work towards each other from both ends.
//! * What was measured is a guess at what comes. Where heavy items may come, pieces are short. What is dealt
//!   and not begun can be stolen, and the thread of a stream gives it back once items turn out heavy. A loop
//!   that had such a surprise is dealt finely the next times.
//!
//! What is remembered decides about speed alone. It never changes a result.
//!
//! # The region
//!
//! Threads that help a call share one borrowed closure, and the call does not return before all of them have
//! left it. This is why a chain may borrow what is around it. A thread that comes too late finds the door
//! shut, and looks for other work. A thread that waits for its call does items of that call, or of calls
//! nested in it, and nothing else: its stack does not grow by strangers' frames, and it does not come back
//! late.
//!
//! # The horizon
//!
//! The first error, the first panic, the first match: each is a position at which the sequence ends. The
//! lowest that is known is the *horizon*. Nothing beyond it needs doing; everything before it must be done,
//! since an earlier end may still come up. That is why the answer is the loop's in every run.
//!
//! # Results in order
//!
//! A chain with one result for each item, such as `par_map`, writes each result into its own place of the
//! vector that you get. Where a `filter` leaves some out, each thread gathers what its neighbouring pieces
//! come to, and at the end those parts are put together in order. A reduction has blocks, whose bounds depend
//! on the length alone: see [`floating_point`](super::floating_point). A stream hands results over by a
//! channel, with a window that bounds how many are in it: see [`streams`](super::streams).
//!
//! # Idle threads
//!
//! A thread that has run out of work spins for some dozens of microseconds, for the next call may follow at
//! once. Then it sleeps. An idle pool uses no processor time.
//!
//! # Where to read on
//!
//! `CONTRIBUTING.md` in the repository says which folder has what; `src/README.md` has the words of the
//! source; `src/pool/README.md` the protocols by which threads meet, with the argument why nothing is lost on
//! the way. [`tuning_with_trace`](super::tuning_with_trace) shows all of this on a call of yours.
//!
//! [`AnyIterator`]: crate::AnyIterator
//! [`IntoParallel`]: crate::IntoParallel
