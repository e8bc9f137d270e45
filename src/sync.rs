//! The primitives that threads meet at, in one place, so that a model checker can stand in for them: the
//! crate's other files take them from here.
//!
//! Only this crate's own models and scenes see the stand-ins. A program that is itself built with `--cfg
//! loom` or `--cfg shuttle` gets the real ones.

#[cfg(not(all(test, any(loom, shuttle))))]
mod real {
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
    pub(crate) use std::sync::{Arc, OnceLock};
    use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};
    pub(crate) use std::thread_local;

    #[cfg(has_threads)]
    pub(crate) use parking_lot::{Condvar, Mutex, MutexGuard};
    #[cfg(has_threads)]
    pub(crate) use std::thread;

    #[cfg(not(has_threads))]
    pub(crate) use super::alone::*;
    // The standard library's panics where nobody has a clock.
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    pub(crate) use std::time::Instant;

    /// The standard library's, which is a fifth of parking_lot's code. It is never poisoned: nothing panics
    /// where it is held.
    #[derive(Default)]
    pub(crate) struct RwLock<T>(std::sync::RwLock<T>);

    impl<T> RwLock<T> {
        pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
            self.0.read().unwrap_or_else(PoisonError::into_inner)
        }

        pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
            self.0.write().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// A moment of a wait that keeps its processor.
    #[inline]
    pub(crate) fn pause() {
        (0..16).for_each(|_| std::hint::spin_loop());
    }

    /// A shorter one, where what is waited for is to be seen at once.
    #[inline]
    pub(crate) fn pause_briefly() {
        (0..2).for_each(|_| std::hint::spin_loop());
    }

    /// Lets others have the processor first, if any wait for it.
    pub(crate) fn give_way() {
        std::thread::yield_now();
    }

    #[cfg(has_threads)]
    pub(crate) mod channel {
        pub(crate) use crossbeam_channel::{Receiver, Sender, unbounded};
    }

    #[cfg(has_threads)]
    pub(crate) mod deque {
        pub(crate) use crossbeam_deque::{Injector, Steal, Stealer, Worker};
    }
}

#[cfg(not(all(test, any(loom, shuttle))))]
pub(crate) use real::*;

#[cfg(not(has_threads))]
mod alone;

#[cfg(all(test, any(loom, shuttle)))]
pub(crate) mod model;

#[cfg(all(test, any(loom, shuttle)))]
pub(crate) use model::*;
