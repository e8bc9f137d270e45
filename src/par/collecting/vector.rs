//! All items of a chain, in a vector: of its own, behind others, or without ado where there is one at most.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::drive::{Deal, Options};
use crate::panic::{FirstPanic, drop_first};
use crate::sink::{Gathered, InPlace, collect_reusing, pour};
use crate::source::Pieces;

/// Whether there are so few items that there is nothing to share and nothing to keep in order: one at most.
/// (Where the first may be the end, that is not worth a loop of its own.)
#[inline]
pub(super) fn are_few<P: Pieces>(chain: &P, options: &Options) -> bool {
    let few = || options.threads().is_none() && chain.indices().is_some_and(|n| n <= 1);
    if const { P::SHAPE.exact && !P::SHAPE.ends } {
        few()
    } else {
        false
    }
}

/// The item of a chain that has but one, or none.
#[inline]
#[track_caller]
pub(super) fn only_item<P: Pieces>(mut chain: P) -> Option<P::Item> {
    let mut dealer = chain.open();
    let mut state = chain.state();
    let (_, claim) = dealer.next(1)?;
    let mut piece = chain.piece(claim, &mut state);
    let item = piece.next();
    // A step goes over what it leaves out behind its item, too.
    let nothing = piece.next();
    debug_assert!(nothing.is_none());
    drop(nothing);
    drop(piece);
    drop_first((state, dealer, chain), item)
}

/// All items of a chain, in a vector of their own.
#[inline(never)]
#[track_caller]
pub(super) fn collect_new<P>(mut chain: P, options: Options) -> Vec<P::Item>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    let items = if const { P::SHAPE.room::<P::Item>().is_some() } {
        collect_reusing(&mut chain, &options)
    } else {
        let mut items = Vec::new();
        collect_many(&mut chain, &options, &mut items);
        items
    };
    drop_first(chain, items)
}

/// Appends all items of a chain to a vector.
#[track_caller]
pub(super) fn collect_many<P>(chain: &mut P, options: &Options, items: &mut Vec<P::Item>)
where
    P: Pieces + Sync,
    P::Item: Send,
{
    if const { P::SHAPE.exact } {
        // Before anything is begun, since there may be more items than a vector can hold.
        let slots = slots::<P::Item>(chain, items.len());
        let sink = InPlace::new(items, slots);
        pour(chain, options, &sink);
        sink.finish();
    } else {
        let sink = Gathered::<Vec<_>>::with_room(chain.least(), 0);
        pour(chain, options, &sink);
        sink.append_to(items);
    }
}

/// Drops a chain whose items were appended to a vector behind the first `n`, and takes them back if that
/// panics.
pub(super) fn drop_after<P: Pieces>(chain: P, items: &mut Vec<P::Item>, n: usize) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(chain))) {
        let mut panics = FirstPanic::default();
        panics.add(Some(panic));
        panics.of(|| items.truncate(n));
        panics.go_on();
    }
}

/// How many items an exact chain has, of which a vector of `T`s is to be made behind `others`.
#[inline]
#[track_caller]
pub(super) fn slots<T>(chain: &impl Pieces, others: usize) -> usize {
    let fits = |n: &usize| {
        let bytes = n
            .checked_add(others)
            .and_then(|n| n.checked_mul(size_of::<T>()));
        bytes.is_some_and(|bytes| isize::try_from(bytes).is_ok())
    };
    match chain.indices().filter(fits) {
        Some(slots) => slots,
        None => capacity_overflow(chain.many(), size_of::<T>()),
    }
}

/// What `Vec` itself says of a length that it cannot have, and how many items that would be.
#[cold]
#[track_caller]
fn capacity_overflow(items: Option<u128>, bytes: usize) -> ! {
    let Some(items) = items else {
        panic!(
            "capacity overflow: a vector cannot hold more than {} items",
            usize::MAX
        );
    };
    let bytes = match bytes {
        1 => "1 byte".to_string(),
        n => format!("{n} bytes"),
    };
    panic!("capacity overflow: a vector cannot hold {items} items of {bytes} each")
}
