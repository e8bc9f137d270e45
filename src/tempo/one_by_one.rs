//! Whether the owner had better make items one by one, as they are taken, than batch by batch: found out by
//! doing both.
//!
//! To put a cheap result into a batch and take it out again can be most of what it costs; but a loop that
//! does nothing else may make several at a time, and be the faster by more than that. It depends on the
//! chain, and on what is done with its results.

use super::constants::{CHEAP, FEW_TAKEN, OTHER_WAY, SHORT_PART};
use super::estimate::{Estimate, pays};

/// Which way the owner's items go, and how long they take, from one part to the next.
#[derive(Default)]
pub(crate) struct OneByOne {
    /// How many nanoseconds an item took, what was done with it included.
    in_batches: Estimate,
    one_by_one: Estimate,
    parts: u32,
    now: Option<Taken>,
}

/// What is being taken.
struct Taken {
    items: usize,
    one_by_one: bool,
}

impl OneByOne {
    /// Whether the next items are to be made one by one.
    pub(crate) fn is_next(&mut self) -> bool {
        let Some(in_batches) = self.in_batches.get().filter(|cost| *cost < CHEAP) else {
            return false;
        };
        self.parts += 1;
        match self.one_by_one.get() {
            Some(one_by_one) => pays(in_batches, one_by_one) != (self.parts % OTHER_WAY == 0),
            None => true,
        }
    }

    /// So many items are made one by one from now on, or in a batch. Says whether somebody is to look at
    /// the clock.
    pub(crate) fn begin(&mut self, items: usize, one_by_one: bool) -> bool {
        let measured = one_by_one || items > FEW_TAKEN;
        self.now = measured.then_some(Taken { items, one_by_one });
        measured
    }

    /// All that was begun has been taken, in so many nanoseconds. Says how many items of that were made one
    /// by one, if it took no longer than expected.
    pub(crate) fn end(&mut self, nanos: f32) -> Option<usize> {
        let part = self.now.take()?;
        self.note(part.one_by_one, part.items, nanos);
        let cheap = nanos < CHEAP * part.items as f32;
        (part.one_by_one && cheap).then_some(part.items)
    }

    fn note(&mut self, one_by_one: bool, items: usize, nanos: f32) {
        let cost = nanos / items as f32;
        let known = match one_by_one {
            true => &mut self.one_by_one,
            false => &mut self.in_batches,
        };
        if nanos >= SHORT_PART || cost >= CHEAP {
            known.learn(cost);
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// Which of so many parts of a stream are made one by one, if an item takes so many nanoseconds either
    /// way.
    fn parts(count: usize, in_batches: f32, one_by_one: f32) -> Vec<usize> {
        let mut ways = OneByOne::default();
        let is_next = |_: &usize| {
            let next = ways.is_next();
            let cost = if next { one_by_one } else { in_batches };
            ways.note(next, 1000, cost * 1000.0);
            next
        };
        (0..count).filter(is_next).collect()
    }

    #[test]
    fn light_items_are_made_in_the_quicker_way_and_the_other_is_tried_now_and_then() {
        let slower = [1, 32, 64, 96];
        assert_eq!(parts(100, 1.0, 2.0), slower);
        assert_eq!(parts(100, 1.0, 0.99), slower);
        let in_batches: Vec<usize> = (0..100).filter(|&part| !slower.contains(&part)).collect();
        let one_by_one = parts(100, 2.0, 1.0);
        assert!(!one_by_one.contains(&0));
        let others = in_batches.iter().filter(|part| **part > 0);
        assert!(others.eq(one_by_one.iter().filter(|part| **part > 1)));
    }

    #[test]
    fn items_that_are_not_light_are_made_in_batches() {
        assert!(parts(100, 2.0 * CHEAP, 1.0).is_empty());
        let mut ways = OneByOne::default();
        ways.note(false, 1000, SHORT_PART);
        assert!(ways.is_next());
        // However few they are.
        ways.note(false, 1, 4.0 * CHEAP);
        assert!(!ways.is_next());
    }

    #[test]
    fn short_parts_say_nothing() {
        let mut ways = OneByOne::default();
        ways.note(false, 1000, SHORT_PART - 1.0);
        assert!(!ways.is_next());
        ways.note(false, 1000, SHORT_PART);
        assert!(ways.is_next());
    }
}
