//! How many items there are: each thread counts its own, whatever their order.

use super::{Run, Sink};
use crate::drive::Place;
use crate::sync::Mutex;

/// What each of the threads has counted that have handed over.
pub(crate) struct Count(Mutex<Vec<usize>>);

impl Count {
    pub(crate) fn new() -> Self {
        Count(Mutex::default())
    }

    /// All of that, once everything is done.
    pub(crate) fn into_counts(self) -> Vec<usize> {
        self.0.into_inner()
    }
}

impl<T> Sink<T> for Count {
    type Run<'s> = CountRun<'s>;

    fn run(&self) -> CountRun<'_> {
        CountRun {
            counts: &self.0,
            items: 0,
        }
    }
}

/// What one thread has counted.
pub(crate) struct CountRun<'s> {
    counts: &'s Mutex<Vec<usize>>,
    items: usize,
}

impl<T> Run<T> for CountRun<'_> {
    #[inline(always)]
    fn take(&mut self, _place: Place, piece: impl Iterator<Item = T>) {
        self.items += piece.count();
    }
}

impl Drop for CountRun<'_> {
    fn drop(&mut self) {
        self.counts.lock().push(self.items);
    }
}
