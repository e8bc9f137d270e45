//! The scope that a crew was made in: its owner gives its place there away for a while, or takes one.

use super::Calls;
use crate::pool::global::pool;
use crate::pool::here;
use crate::pool::permit::{Permit, Scope, Wanted, call_again};
use crate::sync::Arc;

impl Calls {
    /// The calling thread has nothing to do for a while, until the answer is dropped: one more helper may
    /// take its place in the scope that the crew was made in, if it has one there.
    pub(crate) fn give_way(&self) -> impl Sized {
        let door = &self.caller.door;
        let here = here::scope();
        let own = |scope: &Arc<Scope>| door.scope().is_some_and(|other| Arc::ptr_eq(other, scope));
        here.filter(own).map(|scope| {
            let wanted = door
                .expected
                .then(|| pool().want(scope.outer().cloned(), 1));
            scope.leave();
            call_again(Some(&scope), None);
            Away {
                scope,
                _wanted: wanted,
            }
        })
    }

    /// Puts the calling thread into the scope that the crew was made in, if any, until the answer is
    /// dropped. There it has a place, as far as there is one: whoever opened that scope may have left it.
    pub(crate) fn stay(&self) -> impl Sized {
        let around = here::scope();
        let scope = self.caller.door.scope().cloned();
        let inside = |scope: &Arc<Scope>| around.as_ref().is_some_and(|at| Arc::ptr_eq(at, scope));
        let place = scope.clone().filter(|scope| !inside(scope)).map(|scope| {
            let permit = Permit::take(Some(Arc::clone(&scope)), around.clone(), None);
            PlaceInScope {
                permit,
                scope,
                around: around.clone(),
            }
        });
        // Dropped in this order.
        (here::stay_in(scope.or(around)), place)
    }

    /// Whether the calling thread is in the scope that the crew was made in, or that was made in none.
    #[inline]
    pub(crate) fn are_of_this_scope(&self) -> bool {
        self.caller.door.scope().is_none_or(|scope| {
            here::with_scope(|here| here.map(|here| Arc::ptr_eq(here, scope))) == Some(true)
        })
    }

    /// Whether the crew was made in a scope; if not, [`stay`](Calls::stay) leaves the calling thread where
    /// it is.
    pub(crate) fn are_in_scope(&self) -> bool {
        self.caller.door.scope().is_some()
    }
}

/// A thread has given its place in a scope away, for a while.
struct Away {
    scope: Arc<Scope>,
    _wanted: Option<Wanted<'static>>,
}

impl Drop for Away {
    fn drop(&mut self) {
        self.scope.come_back();
    }
}

/// A place in a scope, for a while.
struct PlaceInScope {
    permit: Option<Permit>,
    scope: Arc<Scope>,
    /// The scope that the thread was in before.
    around: Option<Arc<Scope>>,
}

impl Drop for PlaceInScope {
    fn drop(&mut self) {
        if self.permit.take().is_some() {
            call_again(Some(&self.scope), self.around.as_ref());
        }
    }
}
