//! The guide: a page for each thing that one wants to know, in the order in which they come up.
//!
//! | page | what it answers |
//! |---|---|
//! | [`first_steps`] | How does a loop become parallel? What may the closure use? |
//! | [`from_python`] | What are `Pool`, `AsyncResult` and `concurrent.futures` called here? |
//! | [`from_rayon`] | What are rayon's iterators called here, and what differs? Further: [`slices`](from_rayon::slices), [`threads`](from_rayon::threads) |
//! | [`errors_and_panics`] | Which error comes back, and what becomes of a panic? |
//! | [`waiting_items`] | How many threads are there? What of items that wait: for a disk, a network, a lock, each other? |
//! | [`sources_that_wait`] | What if the iterator waits: for a network, a channel, its own items? |
//! | [`streams`] | How are results taken one by one, and memory kept small? |
//! | [`stopping_and_progress`] | How does a call end at a deadline or at Ctrl-C? How is a progress bar drawn? |
//! | [`tasks_and_async`] | How does something run in the background? What of `async`? |
//! | [`floating_point`] | Why does a sum have the same bits on one thread and on 64? |
//! | [`tuning_with_trace`] | Why was it not faster, and what is to be done? |
//! | [`past_one_machine`] | What if one machine is not enough: MPI, Slurm, HyperQueue, Kubernetes? |
//! | [`how_it_works`] | Who does which item, and when? |
//! | [`how_it_was_measured`] | What does it cost, beside a plain loop and the other crates? |
//!
//! These modules have no items. Their examples are programs: each is compiled and run. Lines that are hidden
//! in the text, such as a function `f`, are shown by the button at an example's corner, or by *Source*.

pub mod errors_and_panics;
pub mod first_steps;
pub mod floating_point;
pub mod from_python;
pub mod from_rayon;
pub mod how_it_was_measured;
pub mod how_it_works;
pub mod past_one_machine;
pub mod sources_that_wait;
pub mod stopping_and_progress;
pub mod streams;
pub mod tasks_and_async;
pub mod tuning_with_trace;
pub mod waiting_items;
