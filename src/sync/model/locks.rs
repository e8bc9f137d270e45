//! `parking_lot`, as far as it is used: locks that do not poison.

use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError, TryLockError};
use std::time::Duration;

use super::checker::{checked, limit_is_over};

/// What a lock gives, whether or not a thread has panicked under it.
fn held<G>(guard: LockResult<G>) -> G {
    guard.unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
pub(crate) struct Mutex<T>(checked::Mutex<T>);

pub(crate) struct MutexGuard<'a, T> {
    /// Always there, except while a condition variable waits with it.
    guard: Option<checked::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Mutex(checked::Mutex::new(value))
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        let guard = Some(held(self.0.lock()));
        MutexGuard { guard }
    }

    #[track_caller]
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        let guard = match self.0.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(guard)) => guard.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        let guard = Some(guard);
        Some(MutexGuard { guard })
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        held(self.0.get_mut())
    }

    pub(crate) fn into_inner(self) -> T {
        held(self.0.into_inner())
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.guard.as_ref().unwrap()
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.as_mut().unwrap()
    }
}

#[derive(Default)]
pub(crate) struct Condvar(checked::Condvar);

impl Condvar {
    pub(crate) fn new() -> Self {
        Condvar::default()
    }

    #[track_caller]
    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }

    #[track_caller]
    pub(crate) fn wait<T>(&self, guard: &mut MutexGuard<'_, T>) {
        let waiting = guard.guard.take().unwrap();
        guard.guard = Some(held(self.0.wait(waiting)));
    }

    #[track_caller]
    pub(crate) fn wait_while<T>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut goes_on: impl FnMut(&mut T) -> bool,
    ) {
        while goes_on(guard) {
            self.wait(guard);
        }
    }

    /// As long as the checker likes.
    #[track_caller]
    pub(crate) fn wait_while_for<T>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        goes_on: impl FnMut(&mut T) -> bool,
        _limit: Duration,
    ) {
        if !limit_is_over() {
            self.wait_while(guard, goes_on);
        }
    }
}

#[derive(Default)]
pub(crate) struct RwLock<T>(checked::RwLock<T>);

impl<T> RwLock<T> {
    #[track_caller]
    pub(crate) fn read(&self) -> checked::RwLockReadGuard<'_, T> {
        held(self.0.read())
    }

    #[track_caller]
    pub(crate) fn write(&self) -> checked::RwLockWriteGuard<'_, T> {
        held(self.0.write())
    }
}
