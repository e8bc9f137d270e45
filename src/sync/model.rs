//! The facade as models and scenes see it: a checker's primitives with the faces of the real ones.
//!
//! Where the two differ the stand-in is the weaker one, so that what holds here holds there. Whether a
//! queue is empty is a relaxed look that says nothing of anything else.

pub(crate) mod channel;
pub(crate) mod deque;
mod locks;
mod once;
mod signal;
#[cfg(loom)]
mod with_loom;
#[cfg(shuttle)]
mod with_shuttle;

#[cfg(loom)]
use with_loom as checker;
#[cfg(shuttle)]
use with_shuttle as checker;

pub(crate) use checker::*;
pub(crate) use locks::{Condvar, Mutex, MutexGuard, RwLock};
pub(crate) use once::OnceLock;
pub(crate) use signal::Signal;

// The real one, trusted: loom's cannot be a method's `self`.
pub(crate) use std::sync::Arc;
