//! What a thread knows of itself: the desk at which it asks for help, and the call and the scope that it
//! works in.

use std::cell::{Cell, RefCell};

use super::desk::Desk;
use super::door::Door;
use super::permit::Scope;
use crate::sync::{Arc, deque, thread_local};

thread_local! {
    static HERE: Here = Here {
        desk: Arc::default(),
        queue: RefCell::default(),
        door: RefCell::default(),
        scope: RefCell::default(),
        spare: Cell::default(),
        awaited: RefCell::default(),
    };
}

pub(super) struct Here {
    pub(super) desk: Arc<Desk>,
    /// This thread's own queue, if it is one of the pool's.
    pub(super) queue: RefCell<Option<deque::Worker<Arc<Desk>>>>,
    /// The door of the innermost region that this thread is at work in.
    door: RefCell<Option<Arc<Door>>>,
    /// The innermost scope that this thread is at work in.
    scope: RefCell<Option<Arc<Scope>>>,
    /// The door of a task that has ended, for the next one.
    pub(super) spare: Cell<Option<Arc<Door>>>,
    /// The door of the crew for which it waits in its part of a region, and in which context.
    awaited: RefCell<Option<Awaited>>,
}

type Awaited = (usize, Arc<Door>);

impl Here {
    /// Whether this thread is at work in no region, nor in a scope.
    pub(super) fn is_outermost(&self) -> bool {
        self.door.borrow().is_none() && self.scope.borrow().is_none()
    }
}

/// Hands this thread's knowledge to `f`; `None` where thread-local destructors have taken it away already.
pub(super) fn with<R>(f: impl FnOnce(&Here) -> R) -> Option<R> {
    HERE.try_with(f).ok()
}

/// The door of the innermost region that this thread is at work in.
pub(super) fn door() -> Option<Arc<Door>> {
    with(|here| here.door.borrow().clone()).flatten()
}

/// The innermost scope that this thread is at work in.
pub(super) fn scope() -> Option<Arc<Scope>> {
    with_scope(|scope| scope.cloned())
}

/// Hands the innermost scope that this thread is at work in, if there is one, to `f`.
#[inline]
pub(super) fn with_scope<R>(f: impl FnOnce(Option<&Arc<Scope>>) -> Option<R>) -> Option<R> {
    with(|here| f(here.scope.borrow().as_ref())).flatten()
}

/// Whether the innermost scope is one for which the pool may grow.
pub(super) fn is_raised() -> bool {
    with_scope(|scope| scope.map(|scope| scope.raised)).unwrap_or(false)
}

thread_local! {
    static INSIDE: Inside = const {
        Inside {
            context: Cell::new(0),
            contexts: Cell::new(0),
            joins: Cell::new(0),
        }
    };
}

/// In what a thread is.
struct Inside {
    context: Cell<usize>,
    /// How many it has been in.
    contexts: Cell<usize>,
    /// How many more joins may begin in this context before one has to look around. None at first.
    joins: Cell<u32>,
}

/// A number that stands for the region and the scope that this thread is in: as long as it is the same, so
/// are they.
#[inline]
pub(crate) fn context() -> usize {
    INSIDE.with(|inside| inside.context.get())
}

/// Counts a join that begins here; says whether it has to look around: where it is, and what time it is.
///
/// (This is in the way of every join. So a new context makes the next one look, and the others need not ask
/// in which they are.)
#[inline]
pub(crate) fn join_has_to_look() -> bool {
    INSIDE.with(|inside| match inside.joins.get().checked_sub(1) {
        Some(joins) => {
            inside.joins.set(joins);
            false
        }
        None => true,
    })
}

/// Lets so many joins begin in this context before one has to look around.
#[inline]
pub(crate) fn let_joins_begin(joins: u32) {
    INSIDE.with(|inside| inside.joins.set(joins));
}

/// A region or a scope that this thread is in, until this is dropped.
pub(super) struct Context {
    around: usize,
    joins_around: u32,
}

impl Context {
    pub(super) fn enter() -> Context {
        INSIDE.with(|inside| {
            inside.contexts.set(inside.contexts.get().wrapping_add(1));
            Context {
                around: inside.context.replace(inside.contexts.get()),
                joins_around: inside.joins.replace(0),
            }
        })
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        INSIDE.with(|inside| {
            inside.context.set(self.around);
            inside.joins.set(self.joins_around);
        });
    }
}

/// Makes `door` the innermost region of this thread, and returns the one that was.
pub(super) fn replace_door(door: Option<Arc<Door>>) -> Option<Arc<Door>> {
    with(|here| here.door.replace(door)).flatten()
}

fn replace_scope(scope: Option<Arc<Scope>>) -> Option<Arc<Scope>> {
    with(|here| here.scope.replace(scope)).flatten()
}

/// Makes `door` the one for whose guests this thread may wait in this context, until the answer is dropped.
pub(super) fn await_inside(door: Arc<Door>) -> impl Drop {
    let awaited = Some((context(), door));
    Awaiting(with(|here| here.awaited.replace(awaited)).flatten())
}

/// That door. (In a region that was opened since then, what is inside of that is meant.)
pub(super) fn awaited() -> Option<Arc<Door>> {
    let awaited = with(|here| here.awaited.borrow().clone()).flatten();
    awaited
        .filter(|(in_context, _)| *in_context == context())
        .map(|(_, door)| door)
}

struct Awaiting(Option<Awaited>);

impl Drop for Awaiting {
    fn drop(&mut self) {
        let before = self.0.take();
        with(|here| here.awaited.replace(before));
    }
}

/// Puts this thread into `scope` until the answer is dropped.
pub(super) fn stay_in(scope: Option<Arc<Scope>>) -> impl Drop {
    Stay::enter(scope)
}

/// Puts this thread into a region as its guest, until the answer is dropped.
pub(super) fn stay_as_guest(door: Arc<Door>, scope: Option<Arc<Scope>>) -> impl Drop {
    GuestStay {
        _scope: Stay::enter(scope),
        door: replace_door(Some(door)),
    }
}

/// Makes `door` the innermost region of this thread, until the answer is dropped.
pub(super) fn stay_at(door: Arc<Door>) -> impl Drop {
    DoorStay {
        _context: Context::enter(),
        door: replace_door(Some(door)),
    }
}

struct DoorStay {
    _context: Context,
    door: Option<Arc<Door>>,
}

impl Drop for DoorStay {
    fn drop(&mut self) {
        replace_door(self.door.take());
    }
}

struct Stay {
    _context: Context,
    scope: Option<Arc<Scope>>,
}

impl Stay {
    fn enter(scope: Option<Arc<Scope>>) -> Stay {
        Stay {
            _context: Context::enter(),
            scope: replace_scope(scope),
        }
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        replace_scope(self.scope.take());
    }
}

struct GuestStay {
    _scope: Stay,
    door: Option<Arc<Door>>,
}

impl Drop for GuestStay {
    fn drop(&mut self) {
        replace_door(self.door.take());
    }
}
