//! Scopes, and the permits that helpers take in them.

use crate::sync::{Arc, AtomicUsize, Ordering};

/// A stretch of a program in which at most `threads` threads work at once, calls nested in it counted in.
pub(super) struct Scope {
    pub(super) threads: usize,
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
    /// A scope that the calling thread is at work in.
    pub(super) fn new(threads: usize, outer: Option<Arc<Scope>>, raised: bool) -> Arc<Scope> {
        Arc::new(Scope {
            threads,
            at_work: AtomicUsize::new(1),
            outer,
            raised,
        })
    }

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
