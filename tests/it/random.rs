//! Random inputs: how many is up to the environment, and a run that fails says how to repeat it.

use std::hash::{BuildHasher, RandomState};

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

/// Runs `test` with `cases` random inputs, or as many as the environment variable `variable` says.
pub(crate) fn random<S: Strategy>(variable: &str, cases: u32, inputs: S, test: impl Fn(S::Value)) {
    let cases = self::cases(variable, cases);
    let seed = number("ABREAST_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let ran = TestRunner::new(config).run(&inputs, |input| {
        test(input);
        Ok(())
    });
    if let Err(failure) = ran {
        panic!("{failure}\nIt is repeated by ABREAST_SEED={seed} {variable}={cases}");
    }
}

/// How many random inputs to try: `usual`, unless the environment variable says otherwise.
pub(crate) fn cases(variable: &str, usual: u32) -> u32 {
    number(variable).map_or(usual, |n| u32::try_from(n).unwrap())
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// A number that is as good as random, and always the same for the same `n`.
pub(crate) fn scrambled(n: u64) -> u64 {
    // SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}
