//! What has come before its turn.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Things that wait for those before them, by position. (A heap is a tenth of the code of a tree, and
/// compiled for each type.)
pub(crate) struct Waiting<T> {
    first: BinaryHeap<Reverse<Placed<T>>>,
}

/// Something that has its turn at a position.
struct Placed<T> {
    position: usize,
    thing: T,
}

impl<T> Waiting<T> {
    pub(crate) fn new() -> Self {
        Waiting {
            first: BinaryHeap::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.first.len()
    }

    pub(crate) fn add(&mut self, position: usize, thing: T) {
        self.first.push(Reverse(Placed { position, thing }));
    }

    /// What has its turn at this position, before which everything has had it.
    pub(crate) fn take(&mut self, position: usize) -> Option<T> {
        match self.has(position) {
            true => self.take_first(),
            false => None,
        }
    }

    /// Whether that is there.
    pub(crate) fn has(&self, position: usize) -> bool {
        let first = self.first.peek();
        first.is_some_and(|Reverse(first)| first.position == position)
    }

    /// The first of all that is still there.
    pub(crate) fn take_first(&mut self) -> Option<T> {
        self.first.pop().map(|Reverse(first)| first.thing)
    }
}

impl<T> Ord for Placed<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.position.cmp(&other.position)
    }
}

impl<T> PartialOrd for Placed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

impl<T> Eq for Placed<T> {}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn each_is_taken_when_it_has_its_turn() {
        let mut waiting = Waiting::new();
        for position in [5, 3, 9, 0] {
            waiting.add(position, position.to_string());
        }
        assert_eq!(waiting.take(0).as_deref(), Some("0"));
        assert_eq!(waiting.take(1), None);
        assert_eq!(waiting.take(3).as_deref(), Some("3"));
        waiting.add(4, "4".to_owned());
        assert_eq!(waiting.take(4).as_deref(), Some("4"));
        assert_eq!(waiting.take(5).as_deref(), Some("5"));
        assert!(!waiting.is_empty());
        assert_eq!(waiting.take(9).as_deref(), Some("9"));
        assert!(waiting.is_empty() && waiting.take(10).is_none());
    }
}
