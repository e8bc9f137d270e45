//! Into what parts a slice is divided to be sorted. Decisions only: numbers in, numbers out.

use super::constants::{
    CHEAP_COMPARISON, FEW_BYTES, FEW_LEAVES_IN_PLACE, FEW_VALUES, LARGEST_LEAF, LEAF_IN_PLACE,
    LEAST_LEAF, LEAST_LEAF_IN_PLACE, LEAST_LEAVES, LEAVES, LEAVES_IN_PLACE, MARGIN, PIECE, SAMPLES,
    SHARES, SMALL_LEAF, WORTH_SORTING_TOGETHER,
};

/// How a slice is sorted in parts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct SortPlan {
    /// Parts of at most so many elements are sorted by one thread, in a stable sort.
    pub(crate) leaf: usize,
    /// Parts of at most so many elements are one thread's by and large, and split by a pivot.
    pub(crate) largest_split: usize,
    /// Merges of at most so many elements are done by one thread.
    pub(crate) grain: usize,
    /// Of at most so many elements one thread finds out alone whether they are in order.
    pub(crate) look: usize,
    /// Of [`SHARES`] elements of a part of a stable sort so many are its left part's.
    left: usize,
}

impl SortPlan {
    /// For so many elements of so many bytes, of which a comparison takes so many nanoseconds, on so many
    /// threads, where a helper costs `price`. None if it does not pay.
    ///
    /// The buffer of a stable sort is as long as its left part, and each thread's leaf needs as much
    /// again while it is sorted. So the left part is by that much shorter than half of the slice. (Small
    /// leaves are not counted.)
    pub(crate) fn of(
        len: usize,
        size: usize,
        comparison: f32,
        threads: usize,
        price: f32,
    ) -> Option<SortPlan> {
        let levels = len.max(2).ilog2() as f32;
        let comparison = comparison.max(1.0);
        if threads < 2 || len as f32 * levels * comparison < WORTH_SORTING_TOGETHER * price {
            return None;
        }
        let size = size.max(1);
        let share = len / threads;
        let small = SMALL_LEAF / size;
        let leaf = (share / LEAVES)
            .max(small.min(share / LEAST_LEAVES))
            .min(LARGEST_LEAF / size)
            .max(LEAST_LEAF);
        let leaves = match leaf > small {
            true => (leaf * threads).saturating_mul(SHARES).div_ceil(len),
            false => 0,
        };
        let grain = (share / 4).max((PIECE / comparison) as usize);
        Some(SortPlan {
            leaf,
            largest_split: share / 4 * 5,
            grain,
            look: if len as f32 * comparison < WORTH_SORTING_TOGETHER * price {
                len
            } else {
                grain
            },
            left: SHARES / 2 - leaves.min(SHARES / 16),
        })
    }

    /// The same for elements that are in runs, which merges take as they are.
    pub(crate) fn in_runs(self) -> SortPlan {
        SortPlan {
            largest_split: 0,
            ..self
        }
    }

    /// How many of so many elements are the left part's. That much of two parts that make one is never
    /// more than of the one.
    pub(crate) fn left_part(&self, len: usize) -> usize {
        len / SHARES * self.left + len % SHARES * self.left / SHARES
    }

    /// Which of so many elements, in order, is to split a part of a stable sort: what is larger has to
    /// fit into the buffer, by and large.
    pub(crate) fn rank(&self, count: usize) -> usize {
        count - 1 - count * (self.left - MARGIN) / SHARES
    }
}

/// Whether one thread's `std` is faster than parts of a stable sort, of so many bytes, of which a comparison
/// takes so many nanoseconds: there are few different values. Of some elements it is told how many
/// `different` ones there are among how many.
pub(crate) fn is_for_std(
    bytes: usize,
    comparison: f32,
    different: impl FnOnce() -> (usize, usize),
) -> bool {
    if bytes > FEW_BYTES || comparison >= CHEAP_COMPARISON {
        return false;
    }
    let (different, all) = different();
    different <= FEW_VALUES && different * 2 <= all
}

/// How many elements of a part of an unstable sort of so many are left to `std`: it goes by that number
/// alone, since where equal elements end up goes by it.
pub(crate) fn leaf_in_place(len: usize) -> usize {
    let few = (len / FEW_LEAVES_IN_PLACE).clamp(LEAST_LEAF_IN_PLACE, LEAF_IN_PLACE);
    few.max(len / LEAVES_IN_PLACE)
}

/// How often a part may be split in two before it is no good: twice as often as even splits down to such a
/// leaf take.
pub(crate) fn most_splits(len: usize, leaf: usize) -> u32 {
    2 * (len / leaf).max(1).ilog2() + 4
}

/// Places among so many elements, spread evenly but for some jitter, so that they follow no pattern.
/// Their middle one is to split the elements about evenly.
pub(crate) fn samples(len: usize) -> Vec<usize> {
    let count = (len / 64).clamp(3, SAMPLES) | 1;
    let stride = len / count;
    let mut dice = len as u64;
    (0..count)
        .map(|i| {
            // Knuth's MMIX generator (The Art of Computer Programming, volume 2).
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            i * stride + (dice >> 33) as usize % stride.max(1)
        })
        .collect()
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    const PRICE: f32 = 10_000.0;

    #[test]
    fn small_sorts_are_done_by_one_thread() {
        for (what, len, comparison, threads, price, together) in [
            ("few", 100, 2.0, 2, PRICE, false),
            ("a thousand", 1_000, 2.0, 2, PRICE, false),
            ("ten thousand", 10_000, 2.0, 2, PRICE, true),
            ("a helper is dear", 10_000, 2.0, 2, 20.0 * PRICE, false),
            ("comparisons are dear", 100, 500.0, 2, PRICE, true),
            ("one thread", 1_000_000, 500.0, 1, PRICE, false),
            ("none takes no time at all", 1_000_000, 0.0, 64, PRICE, true),
        ] {
            let plan = SortPlan::of(len, 8, comparison, threads, price);
            assert_eq!(plan.is_some(), together, "{what}");
        }
    }

    #[test]
    fn few_values_that_are_cheap_to_compare_are_for_std() {
        for (what, bytes, comparison, different, all, expected) in [
            ("numbers", 80_000, 1.0, 63, 63, false),
            ("16 different numbers", 80_000, 1.0, 16, 63, true),
            ("one number", 80_000, 1.0, 1, 63, true),
            ("a short look", 80_000, 1.0, 3, 3, false),
            ("half of them are the same", 80_000, 1.0, 32, 63, false),
            ("16 different strings", 80_000, 10.0, 16, 63, false),
            ("more than std may take", 8_000_000, 1.0, 16, 63, false),
        ] {
            let is_for_std = is_for_std(bytes, comparison, || (different, all));
            assert_eq!(is_for_std, expected, "{what}");
        }
        assert!(!is_for_std(800, 500.0, || unreachable!(
            "it would take long"
        )));
    }

    #[test]
    fn parts() {
        for (what, len, size, comparison, threads, leaf, grain, look) in [
            ("ten thousand", 10_000, 8, 2.0, 2, 1_250, 5_000, 10_000),
            ("a leaf lasts", 4_000, 8, 2.0, 16, 62, 5_000, 4_000),
            ("a million", 1_000_000, 8, 2.0, 2, 16_384, 125_000, 125_000),
            ("many threads", 1_000_000, 8, 2.0, 64, 2_048, 5_000, 5_000),
            ("large elements", 10_000, 8_000, 500.0, 2, 32, 1_250, 1_250),
            (
                "elements like leaves",
                1_000,
                1 << 20,
                500.0,
                2,
                32,
                125,
                125,
            ),
            ("dear comparisons", 100, 8, 500.0, 2, 32, 20, 100),
            ("a second each", 1_000, 8, 1e9, 4, 62, 62, 62),
        ] {
            let plan = SortPlan::of(len, size, comparison, threads, PRICE).unwrap();
            assert_eq!(
                (plan.leaf, plan.grain, plan.look),
                (leaf, grain, look),
                "{what}"
            );
            assert_eq!(plan.largest_split, len / threads / 4 * 5, "{what}");
            let largest_split = 0;
            assert_eq!(
                plan.in_runs(),
                SortPlan {
                    largest_split,
                    ..plan
                }
            );
        }
    }

    /// The buffer, which is as long as the left part, and one leaf for each thread: half of the slice.
    #[test]
    fn memory() {
        for (len, size, threads) in [
            (10_000, 8, 2),
            (100_000, 8, 3),
            (1_000_000, 8, 2),
            (1_000_000, 24, 64),
            (5_000_000, 8, 64),
            (100_000_000, 1, 16),
        ] {
            let plan = SortPlan::of(len, size, 2.0, threads, PRICE).unwrap();
            let leaves = match plan.leaf * size <= SMALL_LEAF {
                true => 0,
                false => plan.leaf * threads,
            };
            let whole = plan.left_part(len);
            assert!(whole + leaves <= len / 2, "{len} of {size} bytes");
            assert!(whole >= len / 16 * 7 - 16, "{len} of {size} bytes");
        }
    }

    /// What is larger than the pivot fits into the buffer, with a margin.
    #[test]
    fn pivots() {
        for (len, threads, ranks) in [(1_000_000, 2, [1, 6, 39]), (10_000, 2, [1, 6, 36])] {
            let plan = SortPlan::of(len, 8, 2.0, threads, PRICE).unwrap();
            assert_eq!([3, 11, 63].map(|count| plan.rank(count)), ranks, "{len}");
        }
    }

    #[test]
    fn two_left_parts_fit_into_the_one_of_both() {
        let plan = SortPlan::of(10_000, 8, 2.0, 2, PRICE).unwrap();
        for len in (0..300).chain([usize::MAX]) {
            let middle = plan.left_part(len);
            assert!(middle <= len / 2);
            assert!(len < 3 || middle > 0);
            let both = plan.left_part(middle) + plan.left_part(len - middle);
            assert!(both <= middle, "{len}");
        }
    }

    #[test]
    fn splits_come_to_an_end() {
        for (len, leaf, splits) in [(1_000_000, 7_812, 18), (1_000, 512, 4), (100, 512, 4)] {
            assert_eq!(most_splits(len, leaf), splits, "{len}");
        }
    }

    #[test]
    fn leaves_in_place() {
        for (len, leaf) in [
            (1_000, 512),
            (10_000, 625),
            (100_000, 6_250),
            (1_000_000, 8_192),
            (5_000_000, 39_062),
        ] {
            assert_eq!(leaf_in_place(len), leaf, "{len}");
        }
    }

    #[test]
    fn samples_are_spread() {
        for (len, count) in [(64, 3), (640, 11), (4_032, 63), (1_000_000, 63)] {
            let places = samples(len);
            assert_eq!(places.len(), count);
            let stride = len / count;
            let right = |(i, &at): (usize, &usize)| at / stride == i;
            assert!(places.iter().enumerate().all(right), "{len}: {places:?}");
        }
        assert_eq!(samples(3), [0, 1, 2]);
    }
}
