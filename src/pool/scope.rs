//! How many threads may work at once: the scopes that `with_threads` opens, and the permits that helpers take in them.

use std::sync::OnceLock;

use super::here;
use super::threads::pool;
use crate::sync::{Arc, AtomicUsize, Ordering};

/// A stretch of a program in which at most `threads` threads work at once, calls nested in it counted in.
pub(super) struct Scope {
    threads: usize,
    /// Never above `threads`: the thread that opened the scope, and every helper that holds a permit.
    at_work: AtomicUsize,
    /// The scope that this one lowers, whose permits a helper needs as well. A scope that asks for more threads than
    /// the one around it stands alone.
    outer: Option<Arc<Scope>>,
    /// Whether this scope, or one that it is counted in, asks for more threads than a call has by default, so that the
    /// pool may grow for it.
    pub(super) raised: bool,
}

impl Scope {
    fn admit(&self) -> bool {
        let one_more = |n| (n < self.threads).then_some(n + 1);
        self.at_work
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
            .is_ok()
    }

    fn dismiss(&self) {
        self.at_work.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A helper's place in a scope and in the scopes around it; given back when dropped.
pub(super) struct Permit {
    scope: Option<Arc<Scope>>,
    /// The scope around `scope` in which the helper was at work already, and which it did not count in again.
    already: Option<Arc<Scope>>,
}

impl Permit {
    /// A permit for `scope`, unless it or a scope around it has all the threads it may have.
    pub(super) fn take(scope: Option<Arc<Scope>>, already: Option<Arc<Scope>>) -> Option<Permit> {
        let all = chain(scope.as_ref(), already.as_ref()).count();
        let got = chain(scope.as_ref(), already.as_ref())
            .take_while(|scope| scope.admit())
            .count();
        if got == all {
            return Some(Permit { scope, already });
        }
        chain(scope.as_ref(), already.as_ref())
            .take(got)
            .for_each(|scope| scope.dismiss());
        None
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        chain(self.scope.as_ref(), self.already.as_ref()).for_each(|scope| scope.dismiss());
    }
}

/// `scope` and the scopes around it, as far as `until`, which is left out.
fn chain<'s>(
    scope: Option<&'s Arc<Scope>>,
    until: Option<&'s Arc<Scope>>,
) -> impl Iterator<Item = &'s Arc<Scope>> {
    std::iter::successors(scope, |scope| scope.outer.as_ref())
        .take_while(move |scope| until.is_none_or(|until| !Arc::ptr_eq(scope, until)))
}

/// Runs `f` on the calling thread; the parallel calls in it use at most `n` threads.
///
/// Inside `f`, and inside every closure that its parallel calls run, on whichever thread, at most `n` threads work at
/// once, the calling thread included and nested calls counted in. Nothing is built and nothing is torn down: a lower
/// `n` than [`cpu_count`] leaves some of the global pool's threads out; a higher one, for items that wait rather than
/// compute, lets the pool grow as far as there are items to share, and the surplus threads end after some idle seconds.
///
/// Items that wait for each other, at a barrier say, are sure to run at the same time only here, in a call of at most
/// `n` items: then each gets a thread. Elsewhere a loop that was quick before is begun by the calling thread alone, and
/// neighbouring items may fall to the same thread.
///
/// With `n` = 1 everything runs on the calling thread, in order. What was before is restored when `f` returns or
/// panics. Scopes nest: one that asks for at most as many threads as the scope around it is counted in that as well,
/// and one that asks for more gets them.
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
    let outer = here::scope().filter(|scope| n <= scope.threads);
    let raises = outer.is_none() && n > default_threads();
    let _surplus = raises.then(|| pool().expect_more(n - 1));
    let scope = Arc::new(Scope {
        threads: n,
        at_work: AtomicUsize::new(1),
        raised: raises || outer.as_ref().is_some_and(|outer| outer.raised),
        outer,
    });
    let _stay = here::stay_in(Some(scope));
    f()
}

/// Runs `f` under a scope of `n` threads, or of as many as the scope around it allows, if they are fewer.
pub(crate) fn with_at_most<R>(n: Option<usize>, f: impl FnOnce() -> R) -> R {
    let Some(n) = n else { return f() };
    let team = team();
    if team.asked && team.threads <= n {
        return f();
    }
    with_threads(n, f)
}

/// The threads that a call made here may use.
pub(crate) struct Team {
    /// How many, the calling one included.
    pub(crate) threads: usize,
    /// Whether the program asked for so many.
    asked: bool,
    /// Whether it asked for more than there are by default.
    raised: bool,
}

impl Team {
    /// Whether a call of `n` items may be one whose items wait for each other, or for something else: the program asked
    /// for more threads than compute, or for a thread for each item.
    pub(crate) fn items_wait(&self, n: usize) -> bool {
        self.raised || (self.asked && n <= self.threads)
    }
}

/// The threads that a call made here may use.
#[inline]
pub(crate) fn team() -> Team {
    let of_scope = |scope: &Scope| Team {
        threads: scope.threads,
        asked: true,
        raised: scope.raised,
    };
    here::with_scope(|scope| scope.map(|scope| of_scope(scope))).unwrap_or_else(|| Team {
        threads: default_threads(),
        asked: false,
        raised: false,
    })
}

/// How many threads a parallel call made here may use, the calling thread included.
///
/// That is the `n` of the innermost [`with_threads`] around this code, on whichever thread it runs; outside of all,
/// the value of the environment variable `ABREAST_NUM_THREADS` when the process first asked, or else [`cpu_count`].
///
/// # Examples
///
/// ```
/// assert_eq!(abreast::with_threads(3, abreast::current_threads), 3);
/// ```
pub fn current_threads() -> usize {
    team().threads
}

/// How many processors this process may use: its CPU affinity and its cgroup quota are honoured.
///
/// # Examples
///
/// ```
/// assert!(abreast::cpu_count() >= 1);
/// ```
pub fn cpu_count() -> usize {
    num_cpus::get()
}

/// The threads that a call uses where no scope says otherwise.
#[inline]
pub(super) fn default_threads() -> usize {
    static DEFAULT: OnceLock<usize> = OnceLock::new();
    *DEFAULT.get_or_init(|| from_environment().unwrap_or_else(cpu_count).max(1))
}

fn from_environment() -> Option<usize> {
    let value = std::env::var_os("ABREAST_NUM_THREADS")?;
    let number = value.to_str().and_then(|value| value.parse().ok());
    if number.is_none_or(|n: usize| n == 0) {
        eprintln!(
            "abreast: ABREAST_NUM_THREADS is {value:?}, which is no positive integer; it is ignored"
        );
        return None;
    }
    number
}
