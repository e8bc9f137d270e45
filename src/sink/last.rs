//! The last item.

use super::{Run, Sink};
use crate::drive::Place;
use crate::panic::drop_first;
use crate::sync::Mutex;

/// The last item that was taken in.
pub(crate) struct Last<T> {
    last: Mutex<Option<Placed<T>>>,
}

/// An item, and where its piece began.
type Placed<T> = (usize, T);

impl<T> Last<T> {
    pub(crate) fn new() -> Self {
        Last {
            last: Mutex::default(),
        }
    }

    pub(crate) fn into_item(self) -> Option<T> {
        self.last.into_inner().map(|(_, item)| item)
    }
}

impl<T: Send> Sink<T> for Last<T> {
    type Run<'s>
        = LastRun<'s, T>
    where
        Self: 's;

    fn run(&self) -> LastRun<'_, T> {
        LastRun {
            sink: self,
            last: None,
        }
    }
}

pub(crate) struct LastRun<'s, T> {
    sink: &'s Last<T>,
    last: Option<Placed<T>>,
}

/// Of two, the one that comes later.
fn later<T>(one: Option<Placed<T>>, other: Option<Placed<T>>) -> Option<Placed<T>> {
    let place = |placed: &Option<Placed<T>>| placed.as_ref().map(|(at, _)| *at);
    if place(&other) > place(&one) {
        drop_first(one, other)
    } else {
        drop_first(other, one)
    }
}

/// [`Iterator::last`], which loses the last item where the destructor of the one before it panics.
#[inline(always)]
fn last_of<T>(items: impl Iterator<Item = T>) -> Option<T> {
    if !std::mem::needs_drop::<T>() {
        return items.last();
    }
    let mut last = None;
    items.for_each(|item| drop(last.replace(item)));
    last
}

impl<T> Run<T> for LastRun<'_, T> {
    #[inline(always)]
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>) {
        let last = last_of(piece).map(|item| (place.range().start, item));
        self.last = later(self.last.take(), last);
    }
}

impl<T> Drop for LastRun<'_, T> {
    fn drop(&mut self) {
        let mut last = self.sink.last.lock();
        *last = later(last.take(), self.last.take());
    }
}
