//! Law 1, at random: chains of up to four adapters, and what they end in, beside the same on `std`'s
//! iterators.

#[path = "../it/random.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod random;
#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

mod case;
mod consumers;
mod shapes;
mod sides;

use proptest::prelude::*;

use crate::random::random;
use crate::support::THREADS;
use case::Case;
use shapes::SHAPES;

/// Mostly short inputs, where the edges are, and some that are dealt in many pieces.
fn cases() -> impl Strategy<Value = Case> {
    let len = prop_oneof![0..5_usize, 0..140_usize, 500..2500_usize];
    let shape = (0..SHAPES.len(), 0..100_usize).no_shrink();
    // How many items are one that panics, and one at which a search ends or an error comes: 0 for no such
    // item.
    let every = || prop_oneof![3 => Just(0_u64), 1 => 1..2000_u64];
    let numbers = (0..3000_usize, 1..6_usize, 1..6_usize, 0..300_usize);
    (len, shape, any::<u64>(), (every(), every()), numbers).prop_map(
        |(len, shape, salt, (panics, ends), (n, k, step, min_len))| {
            Case::new(len, shape, salt, (panics, ends), (n, k, step, min_len))
        },
    )
}

#[test]
fn at_random() {
    random("ABREAST_CHAINS", 5000, cases(), |case| {
        SHAPES[case.shape.0](&case, &THREADS);
    });
}

#[test]
fn every_shape_and_consumer() {
    for (shape, run) in SHAPES.iter().enumerate() {
        for consumer in 0..consumers::IN_A_GROUP {
            let case = Case::new(300, (shape, consumer), 1, (0, 40), (200, 3, 2, 0));
            run(&case, &[3]);
        }
    }
}
