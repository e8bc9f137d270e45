//! Scopes, and the permits that helpers take in them.
//!
//! Nobody who was refused is forgotten (P1 to P3 in `README.md`): the scope that had no place keeps whoever
//! wanted one, and who gives a place back calls those again.

#[cfg(all(test, loom))]
mod model;

use std::any::Any;
use std::sync::Weak;

use crate::sync::{Arc, AtomicUsize, Mutex, Ordering};
use crate::tempo::THREADS_OF_A_SYSTEM;

/// A stretch of a program in which at most `threads` threads work at once, calls nested in it counted in.
pub(super) struct Scope {
    pub(super) threads: usize,
    places: Mutex<Places>,
    /// The scope that this one lowers, whose permits a helper needs as well. A scope that asks for more
    /// threads than the one around it stands alone.
    outer: Option<Arc<Scope>>,
    /// Whether this scope, or one that it is counted in, asks for more threads than a call has by default,
    /// so that the pool may grow for its regions.
    pub(super) raised: bool,
    /// Who does the tasks that are spawned in here, as long as there are some.
    pub(super) executor: Mutex<Weak<dyn Any + Send + Sync>>,
}

/// At which somebody wanted a place when there was none.
pub(super) trait Refused: Send + Sync {
    /// There may be one now.
    fn call_again(self: Arc<Self>);
}

struct Places {
    /// The thread that opened the scope, and every helper that holds a permit. Above `threads` only where
    /// that thread has come back to a place that was given away.
    taken: usize,
    refused: Vec<Arc<dyn Refused>>,
    /// How many workers the open regions in here that need them ask for, in all. (They cannot have more than
    /// there are places.)
    wanted: usize,
}

impl Scope {
    /// A scope that the calling thread is at work in.
    pub(super) fn new(threads: usize, outer: Option<Arc<Scope>>, raised: bool) -> Arc<Scope> {
        let places = Mutex::new(Places {
            taken: 1,
            refused: Vec::new(),
            wanted: 0,
        });
        Arc::new(Scope {
            threads,
            places,
            outer,
            raised,
            executor: Mutex::new(Weak::<()>::new()),
        })
    }

    /// The thread that opened it is at work in it no more: its place is for what is left of it, such as
    /// tasks. Then [`call_again`] is to follow.
    pub(super) fn leave(&self) {
        self.places.lock().taken -= 1;
    }

    /// The thread that left it is at work in it again. Whoever has its place keeps that until it leaves.
    pub(super) fn come_back(&self) {
        self.places.lock().taken += 1;
    }

    /// The scope that this one is counted in.
    pub(super) fn outer(&self) -> Option<&Arc<Scope>> {
        self.outer.as_ref()
    }

    /// Those who were refused, if there is a place now: they are to be called again.
    fn recall(&self) -> Vec<Arc<dyn Refused>> {
        let mut places = self.places.lock();
        if places.taken < self.threads {
            std::mem::take(&mut places.refused)
        } else {
            // Whoever gives the next one back is still to come here.
            Vec::new()
        }
    }
}

/// A helper's place in a scope and in the scopes around it; given back when dropped. Then [`call_again`]
/// is to follow.
pub(super) struct Permit {
    scope: Option<Arc<Scope>>,
    /// The scope around `scope` in which the helper was at work already, and which it did not count in again.
    already: Option<Arc<Scope>>,
}

impl Permit {
    /// A permit for `scope`, unless it or a scope around it has all the threads it may have. That one keeps
    /// `asker`.
    pub(super) fn take(
        scope: Option<Arc<Scope>>,
        already: Option<Arc<Scope>>,
        asker: Option<&Arc<dyn Refused>>,
    ) -> Option<Permit> {
        let admitted = admit(scope.as_ref(), already.as_ref(), asker);
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

/// Takes a place in `scope` and in those around it as far as `until`, or in none. Each is locked from when
/// it is found to have a place until all were asked, so that nobody is refused for the sake of one who is
/// refused in turn.
fn admit(
    scope: Option<&Arc<Scope>>,
    until: Option<&Arc<Scope>>,
    asker: Option<&Arc<dyn Refused>>,
) -> bool {
    let Some(scope) = chain(scope, until).next() else {
        return true;
    };
    let mut places = scope.places.lock();
    if places.taken >= scope.threads {
        let is_kept = |asker| places.refused.iter().any(|other| Arc::ptr_eq(other, asker));
        let kept = asker.filter(|asker| !is_kept(asker)).cloned();
        places.refused.extend(kept);
        return false;
    }
    let admitted = admit(scope.outer.as_ref(), until, asker);
    places.taken += usize::from(admitted);
    admitted
}

/// Workers that a region needs, as long as this lives; they are a part of a `total`.
pub(super) struct Wanted<'t> {
    total: &'t AtomicUsize,
    scope: Option<Arc<Scope>>,
    workers: usize,
}

impl<'t> Wanted<'t> {
    pub(super) fn new(total: &'t AtomicUsize, scope: Option<Arc<Scope>>, workers: usize) -> Self {
        let workers = workers.min(THREADS_OF_A_SYSTEM);
        change_wanted(total, scope.as_ref(), 0, workers);
        Wanted {
            total,
            scope,
            workers,
        }
    }
}

impl Drop for Wanted<'_> {
    fn drop(&mut self) {
        change_wanted(self.total, self.scope.as_ref(), self.workers, 0);
    }
}

/// Something in `scope` wanted workers `before`, and wants another number `now`. What all in it want
/// together counts in the scope around it, and at last in the `total`, as far as the scope has places beside
/// that of the thread that opened it.
fn change_wanted(total: &AtomicUsize, scope: Option<&Arc<Scope>>, before: usize, now: usize) {
    let Some(scope) = scope else {
        // Atomics wrap around, so this subtracts where it is less.
        total.fetch_add(now.wrapping_sub(before), Ordering::Relaxed);
        return;
    };
    // The lock is held until the total has changed, so that nothing is subtracted before it was added.
    let mut places = scope.places.lock();
    let helpers = (scope.threads - 1).min(THREADS_OF_A_SYSTEM);
    let before_here = places.wanted.min(helpers);
    places.wanted = places.wanted - before + now;
    let now_here = places.wanted.min(helpers);
    if before_here != now_here {
        change_wanted(total, scope.outer.as_ref(), before_here, now_here);
    }
}

/// How many more threads `scope` and those around it would admit now.
pub(super) fn places_left(scope: Option<&Arc<Scope>>) -> usize {
    let free = |scope: &Arc<Scope>| scope.threads.saturating_sub(scope.places.lock().taken);
    let left = chain(scope, None).map(free);
    left.min().unwrap_or(usize::MAX)
}

/// After the calling thread has given back a permit that went from `scope` to `already`: calls those again
/// who were refused one, workers as well as an owner who waits (P3).
pub(super) fn call_again(scope: Option<&Arc<Scope>>, already: Option<&Arc<Scope>>) {
    recalled(scope, already).for_each(|refused| refused.call_again());
}

/// After a permit was given back that went from `scope` to `already`: who is to be called again.
fn recalled<'s>(
    scope: Option<&'s Arc<Scope>>,
    already: Option<&'s Arc<Scope>>,
) -> impl Iterator<Item = Arc<dyn Refused>> + 's {
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
