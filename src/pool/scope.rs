//! How many threads may work at once: `with_threads`, and what a call made here may use.

use std::num::NonZero;

use super::here;
use super::limits::default_threads;
use super::permit::{Scope, call_again};
use super::team::team;
use crate::sync::Arc;

/// Runs `f` on the calling thread; the parallel calls in it use at most `n` threads.
///
/// Inside `f`, and inside every closure that its parallel calls run, on whichever thread, at most `n`
/// threads work at once, the calling thread included and nested calls counted in. Nothing is built and
/// nothing is torn down: a lower `n` than [`cpu_count`] leaves some of the global pool's threads out; a
/// higher one, for items that wait rather than compute, lets the pool grow as far as there are items to
/// share, and the surplus threads end after some idle seconds.
///
/// Items that wait for each other, at a barrier say, are sure to run at the same time only here, in a call
/// of at most `n` items: then each gets a thread. Elsewhere a loop that was quick before is begun by the
/// calling thread alone, and neighbouring items may fall to the same thread.
///
/// Where the chain ends in a reduction, this is so for what comes before that, on an input whose length is
/// known. What the reduction's own closures do, such as those of a `fold`, they do one after the other:
/// they are not to wait.
///
/// A thread that `f` starts by `std::thread::spawn` is outside of this: it may call `with_threads` itself.
///
/// With `n` = 1 everything runs on the calling thread, in order. What was before is restored when `f`
/// returns or panics. Scopes nest: one that asks for at most as many threads as the scope around it is
/// counted in that as well, and one that asks for more gets them. An `n` beyond what the system can start
/// gets as many as it can.
///
/// [`cpu_count`]: crate::cpu_count
///
/// # Examples
///
/// ```
/// use abreast::prelude::*;
///
/// let lengths: Vec<usize> = abreast::with_threads(4, || {
///     assert_eq!(abreast::current_threads(), 4);
///     ["one", "three", "eleven"].par_map(|word: &str| word.len()).collect()
/// });
/// assert_eq!(lengths, [3, 5, 6]);
/// ```
///
/// # Panics
///
/// If `n` is 0, and if `f` panics.
#[track_caller]
pub fn with_threads<R>(n: usize, f: impl FnOnce() -> R) -> R {
    assert!(
        n > 0,
        "with_threads needs at least 1 thread, which is the calling thread itself, and got 0"
    );
    let _scope = enter(n);
    f()
}

/// Puts the calling thread into a scope of `n` threads, until the answer is dropped.
fn enter(n: usize) -> impl Sized {
    let outer = here::scope().filter(|scope| n <= scope.threads);
    let raised = match &outer {
        Some(outer) => outer.raised,
        None => n > default_threads(),
    };
    let scope = Scope::new(n, outer, raised);
    Inside {
        _stay: here::stay_in(Some(Arc::clone(&scope))),
        scope,
    }
}

/// The calling thread is inside a scope that it has opened, as long as this lives.
struct Inside<S> {
    _stay: S,
    scope: Arc<Scope>,
}

impl<S> Drop for Inside<S> {
    fn drop(&mut self) {
        self.scope.leave();
        call_again(Some(&self.scope), None);
    }
}

/// Puts the calling thread into a scope of `n` threads until the answer is dropped, unless the scope around
/// allows no more than that anyway.
#[inline]
pub(crate) fn at_most(n: Option<NonZero<usize>>) -> Option<impl Sized> {
    let n = n?.get();
    let team = team();
    (!team.asked || team.threads > n).then(|| enter(n))
}

/// How many threads a parallel call made here may use, the calling thread included.
///
/// That is the `n` of the innermost [`with_threads`] around this code, on whichever thread it runs; outside
/// of all, the value of the environment variable `ABREAST_NUM_THREADS` when the process first asked, or
/// else [`cpu_count`].
///
/// [`cpu_count`]: crate::cpu_count
///
/// # Examples
///
/// ```
/// assert_eq!(abreast::with_threads(3, abreast::current_threads), 3);
/// ```
pub fn current_threads() -> usize {
    team().threads
}
