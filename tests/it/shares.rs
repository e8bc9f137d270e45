//! A chain that is done a share at a time comes to the same as in one call, and loses nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use abreast::prelude::*;
use abreast::shares::{OfBlock, Shares};

struct Sum;

impl OfBlock<f64> for Sum {
    type Output = f64;
    fn of(&self, items: impl Iterator<Item = f64>) -> f64 {
        items.sum()
    }
}

/// Shares of these lengths, again and again.
fn shares(len: usize, lens: [usize; 3]) -> Vec<std::ops::Range<usize>> {
    let (mut at, mut shares) = (0, vec![]);
    for n in lens.into_iter().cycle() {
        if at == len {
            return shares;
        }
        let end = len.min(at + n);
        shares.push(at..end);
        at = end;
    }
    unreachable!("they cycle")
}

#[test]
fn shares_in_a_row_yield_what_one_call_does() {
    let numbers: Vec<u64> = (0..10_000).collect();
    let make = || {
        numbers
            .as_slice()
            .par_map(|x| x * 3)
            .filter(|x| x % 2 == 0)
            .flat_map(|x| [x, x + 1])
    };
    let all = Shares::new(make());
    let mut gathered = vec![];
    for share in shares(all.indices(), [1, 700, 64]) {
        gathered.extend(all.share(share).collect_vec());
    }
    assert_eq!(gathered, make().collect_vec());
    let exact = Shares::new((0..1000).par_map(|x| x + 1));
    assert!(exact.is_exact());
    assert_eq!(
        exact.share(990..1000).collect_vec(),
        (991..=1000).collect::<Vec<_>>()
    );
}

#[test]
fn blocks_have_the_bits_of_one_call() {
    let make = || (0..100_000_u32).par_map(|x| 1.0 / (f64::from(x) + 1.0));
    let all = Shares::new(make());
    assert!(!all.in_one());
    let mut sums = vec![];
    for share in shares(all.blocks(), [1, 50, 7]) {
        sums.extend(all.share_of_blocks(share, Sum).collect_vec());
    }
    let sum = sums.into_iter().reduce(|left, right| left + right);
    assert_eq!(sum.map(f64::to_bits), Some(make().sum::<f64>().to_bits()));
}

/// Sums, up to a panic.
struct Panics;

impl OfBlock<Arc<()>> for Panics {
    type Output = ();
    fn of(&self, items: impl Iterator<Item = Arc<()>>) {
        assert!(items.count() < 40, "a block as long as that");
    }
}

#[test]
fn what_is_left_out_is_dropped() {
    let item = Arc::new(());
    let all = Shares::new(vec![item.clone(); 5000].par());
    assert_eq!(all.share(10..20).count(), 10);
    drop(all.share(30..40));
    assert_eq!(Arc::strong_count(&item), 5001 - 40);
    drop(all);
    assert_eq!(Arc::strong_count(&item), 1);
    let all = Shares::new(vec![item.clone(); 5120].par());
    let blocks = AssertUnwindSafe(|| all.share_of_blocks(0..64, Panics).for_each(drop));
    assert!(catch_unwind(blocks).is_err());
    assert_eq!(Arc::strong_count(&item), 1 + 2560);
}

#[test]
#[should_panic(expected = "of the indices 20..100 that are left, 10..30 were to be taken")]
fn nothing_is_taken_twice() {
    let all = Shares::new((0..100).par());
    let _taken = all.share(0..20);
    let _again = all.share(10..30);
}
