//! `OnceLock`, as far as it is used.

use std::sync::Mutex;

use super::checker::execution;

/// A value of its own in every execution.
pub(crate) struct OnceLock<T: 'static> {
    value: Mutex<Option<(usize, &'static T)>>,
}

impl<T> OnceLock<T> {
    pub(crate) const fn new() -> Self {
        OnceLock {
            value: Mutex::new(None),
        }
    }

    pub(crate) fn get_or_init(&self, init: impl FnOnce() -> T) -> &'static T {
        let now = execution();
        let mut value = self.value.lock().unwrap();
        match *value {
            Some((then, value)) if then == now => value,
            _ => value.insert((now, Box::leak(Box::new(init())))).1,
        }
    }
}
