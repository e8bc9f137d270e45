//! Blocks that are split, where a thread meets what others have left: a matter of moments in a whole call.

use super::super::Reduced;
use super::*;
use crate::drive::{Claim, Deal, Horizon, Place, Schedule, Span, Work};
use crate::sink::Reduce;
use crate::source::{Numbers, Pieces};
use crate::stage::Map;
use crate::sync::Mutex;

#[test]
fn what_is_in_front_of_a_panic_is_done_by_whoever_meets_that() {
    let done = Mutex::new(Vec::new());
    let mut chain = Map::new(Numbers::new(0..1_000), |x: usize| {
        done.lock().push(x);
        x
    });
    let mut dealer = chain.open();
    dealer.limit_blocks(8);
    let blocks = dealer.set_blocks(false, true);
    let horizon = Horizon::new(false);
    let joining = Joining::new(Reduce(|a: usize, b: usize| a + b), &horizon);
    let reduced = Reduced {
        chain: &chain,
        joining: &joining,
        blocks,
        upper: dealer.upper(),
    };
    let block = |at| Span::claimed(at..at + 1).block(blocks);
    let first = block(0);
    let second = block(first.end);
    assert!(first.len() > 2 && second.len() > 2);
    let new_run = || ReducedRun {
        front: &reduced.joining.front,
        prefix: None,
        others: Vec::new(),
        begun: None,
        by_turns: false,
    };

    // Another thread has made an item of the second block, which panicked, before the one in front of it.
    let panicked = Early {
        block: second.clone(),
        range: second.start + 1..second.start + 2,
        items: Vec::new(),
        ended: Some(Ended::Panicked(Box::new("later"))),
    };
    let published = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        reduced.joining.publish(&mut new_run(), panicked)
    }));
    assert!(published.is_err(), "the loop is not told of the panic");

    // This one has that item, and is dealt the beginning of the first block: there it puts down what it has.
    let mut all = (new_run(), (), None);
    all.0.begun = Some(Begun {
        block: second.clone(),
        at: second.start + 1,
        partial: Some(second.start),
    });
    let (place, claim) = (Place::dealt(0..2), Span::claimed(0..2));
    reduced.take_split(&mut all, place, claim);
    assert_eq!(*done.lock(), [0, 1]);
    assert!(horizon.is_at(second.start + 1));
    drop(all);
}
