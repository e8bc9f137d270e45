//! Scopes, and the permits that helpers take in them.
//!
//! Nobody who was refused is forgotten (P1 to P3 in `README.md`): the scope that had no place keeps the desk, and who gives
//! a place back calls again those whom it finds there.

#[cfg(all(test, loom))]
mod model;

use super::desk::Desk;
use crate::sync::{Arc, Mutex};

/// A stretch of a program in which at most `threads` threads work at once, calls nested in it counted in.
pub(super) struct Scope {
    pub(super) threads: usize,
    places: Mutex<Places>,
    /// The scope that this one lowers, whose permits a helper needs as well. A scope that asks for more threads than
    /// the one around it stands alone.
    outer: Option<Arc<Scope>>,
    /// Whether this scope, or one that it is counted in, asks for more threads than a call has by default, so that the
    /// pool may grow for it.
    pub(super) raised: bool,
}

struct Places {
    /// Never above `threads`: the thread that opened the scope, and every helper that holds a permit.
    taken: usize,
    /// Desks at which somebody wanted a place when there was none.
    refused: Vec<Arc<Desk>>,
}

impl Scope {
    /// A scope that the calling thread is at work in.
    pub(super) fn new(threads: usize, outer: Option<Arc<Scope>>, raised: bool) -> Arc<Scope> {
        let places = Mutex::new(Places {
            taken: 1,
            refused: Vec::new(),
        });
        Arc::new(Scope {
            threads,
            places,
            outer,
            raised,
        })
    }

    /// Those who were refused, if there is a place now: they are to be called again.
    fn recall(&self) -> Vec<Arc<Desk>> {
        let mut places = self.places.lock();
        if places.taken < self.threads {
            std::mem::take(&mut places.refused)
        } else {
            // Whoever gives the next one back is still to come here.
            Vec::new()
        }
    }
}

/// A helper's place in a scope and in the scopes around it; given back when dropped. Then [`recalled`] is to follow.
pub(super) struct Permit {
    scope: Option<Arc<Scope>>,
    /// The scope around `scope` in which the helper was at work already, and which it did not count in again.
    already: Option<Arc<Scope>>,
}

impl Permit {
    /// A permit for `scope`, unless it or a scope around it has all the threads it may have. That one keeps `desk`.
    pub(super) fn take(
        scope: Option<Arc<Scope>>,
        already: Option<Arc<Scope>>,
        desk: Option<&Arc<Desk>>,
    ) -> Option<Permit> {
        let admitted = admit(scope.as_ref(), already.as_ref(), desk);
        // Not `then_some`: a permit that is made is given back.
        admitted.then(|| Permit { scope, already })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        chain(self.scope.as_ref(), self.already.as_ref())
            .for_each(|scope| scope.places.lock().taken -= 1);
    }
}

/// Takes a place in `scope` and in those around it as far as `until`, or in none. Each is locked from when it is found to
/// have a place until all were asked, so that nobody is refused for the sake of one who is refused in turn.
fn admit(scope: Option<&Arc<Scope>>, until: Option<&Arc<Scope>>, desk: Option<&Arc<Desk>>) -> bool {
    let Some(scope) = chain(scope, until).next() else {
        return true;
    };
    let mut places = scope.places.lock();
    if places.taken == scope.threads {
        let is_kept = |desk| places.refused.iter().any(|other| Arc::ptr_eq(other, desk));
        let kept = desk.filter(|desk| !is_kept(desk)).cloned();
        places.refused.extend(kept);
        return false;
    }
    let admitted = admit(scope.outer.as_ref(), until, desk);
    places.taken += usize::from(admitted);
    admitted
}

/// How many more threads `scope` and those around it would admit now.
pub(super) fn places_left(scope: Option<&Arc<Scope>>) -> usize {
    let left = chain(scope, None).map(|scope| scope.threads - scope.places.lock().taken);
    left.min().unwrap_or(usize::MAX)
}

/// After a permit was given back that went from `scope` to `already`: the desks to call at again.
pub(super) fn recalled<'s>(
    scope: Option<&'s Arc<Scope>>,
    already: Option<&'s Arc<Scope>>,
) -> impl Iterator<Item = Arc<Desk>> + 's {
    chain(scope, already).flat_map(|scope| scope.recall())
}

/// `scope` and the scopes around it, as far as `until`, which is left out.
fn chain<'s>(
    scope: Option<&'s Arc<Scope>>,
    until: Option<&'s Arc<Scope>>,
) -> impl Iterator<Item = &'s Arc<Scope>> {
    std::iter::successors(scope, |scope| scope.outer.as_ref())
        .take_while(move |scope| until.is_none_or(|until| !Arc::ptr_eq(scope, until)))
}
