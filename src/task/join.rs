//! Two closures, of which the second is offered to another thread, if one has nothing to do.
//!
//! It lies on the stack of its caller while the first one runs. Where joins are nested, as in a recursion,
//! most are over before it would pay to tell anybody; so they are only put into a list, the outermost
//! first, and now and then, when so much time has passed that a helper pays, the outermost that nobody has
//! yet is offered. (*Heartbeat scheduling*: Acar, Charguéraud, Guatto, Rainey and Sieczkowski 2018.)
//! Whoever waits for a second closure that was taken helps what is nested in that (*leapfrogging*: Wagner
//! and Calder 1993).

mod list;
mod listed;
mod slot;

use std::panic::resume_unwind;

use crate::trace::inherited;
use list::Joins;
use listed::Listed;
use slot::Slot;

/// Runs both closures, the second one on another thread if one has nothing to do, and returns what both
/// return.
///
/// `a` runs on the calling thread, and so does `b`, after it, if nobody has taken `b` by then: that is one
/// after the other, as if neither were a closure, for next to nothing. So a recursion may join at every
/// level, down to single items. As they may run one after the other, they are not to wait for each other.
///
/// ```
/// fn fib(n: u32) -> u64 {
///     if n < 2 {
///         return u64::from(n);
///     }
///     let (a, b) = abreast::join(|| fib(n - 1), || fib(n - 2));
///     a + b
/// }
/// assert_eq!(fib(20), 6765);
/// ```
///
/// What is captured goes from thread to thread:
///
/// ```compile_fail,E0277
/// let shared = std::rc::Rc::new(1);
/// abreast::join(|| 1, || *shared); // `Rc` cannot be sent between threads
/// ```
///
/// # Panics
///
/// With the panic of `a`; else with that of `b`. Both have ended then: if `a` panics, a `b` that nobody has
/// begun is dropped.
#[inline]
pub fn join<A, B, RA, RB>(a: A, b: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    join_both(a, inherited(b))
}

#[inline]
fn join_both<A, B, RA, RB>(a: A, b: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    let slot = Slot::new(Joins::here().last.get(), b);
    let listed = Listed::put(&slot);
    let left = a();
    if let Some(right) = listed.take_out() {
        return (left, right.unwrap_or_else(|panic| resume_unwind(panic)));
    }
    // SAFETY: J2: it was never offered, so the closure is still there, and taken out here, once.
    let b = unsafe { slot.take_work() };
    (left, b())
}
