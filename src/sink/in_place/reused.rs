//! Results that take the place of the items that they are made of, in the memory of the vector that held
//! those.
//!
//! A run is written from where its first item lay, and what is smaller than an item leaves room behind the
//! run: in the end the runs are closed up. (`std` does the same on one thread: see its module
//! `vec::in_place_collect`.)
//!
//! INVARIANT (D8, written once): a result is written under the one place that covers it (D4, "dealt once"),
//! counted in a range of `written` afterwards, and either becomes the vector's or is dropped here. The
//! results of a range lie one behind the other, from the memory of the index on at which the range begins.

use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::NonNull;

use super::runs::Runs;
use super::{Count, drop_all};
use crate::drive::{Claim, Options, Place, Work, drive};
use crate::multiversion::{multiversion, side_by_side};
use crate::source::{Memory, Pieces};
use crate::sync::Mutex;

/// Collects an exact chain whose results have room in the memory of the items that they are made of.
#[track_caller]
#[inline(always)]
pub(crate) fn collect_reusing<P>(chain: &mut P, options: &Options) -> Vec<P::Item>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    let room = chain.room();
    let items = room.expect("its shape says that there is room");
    let mut dealer = chain.open();
    let mut reused = Reused {
        chain: &*chain,
        items,
        written: Mutex::default(),
    };
    drive(&mut dealer, &reused, options);
    reused.finish()
}

/// A chain that is being collected into the memory of its items.
struct Reused<'c, P: Pieces> {
    chain: &'c P,
    /// Owns the memory, and no item until the end.
    items: Vec<P::Item>,
    written: Mutex<Runs>,
}

// SAFETY: by D8 a shared sink takes in items on any thread, which is to send them, and shows none.
unsafe impl<P: Pieces<Item: Send> + Sync> Sync for Reused<'_, P> {}

impl<P: Pieces> Reused<'_, P> {
    /// What was written, as far as it is without a gap.
    fn finish(&mut self) -> Vec<P::Item> {
        let chain = self.chain;
        let first = self.items.as_mut_ptr();
        let filled = self.written.get_mut().take_filled(|range| {
            let from = results_at(chain, range.start);
            // SAFETY: by D9 the memory is that of all indices, and a result is no larger than that of one:
            // the results in front of these have their place in front of the index at which these begin.
            let to = unsafe { first.add(range.start) };
            // SAFETY: by D8 ("written once") these results are there, no thread writes any more, and all
            // that lay before them has been moved to where it ends at `to`.
            unsafe { from.as_ptr().copy_to(to, range.len()) };
        });
        // SAFETY: by D8 ("written once") so many results are there, and there now; the memory is that of
        // more indices.
        unsafe { self.items.set_len(filled) };
        std::mem::take(&mut self.items)
    }
}

/// Where the results of a run lie that begins at this index.
#[inline]
fn results_at<P: Pieces>(chain: &P, index: usize) -> NonNull<P::Item> {
    memory_of(chain, index).first
}

#[inline]
fn memory_of<P: Pieces>(chain: &P, index: usize) -> Memory<P::Item> {
    let memory = chain.memory_of(index);
    memory.expect("a chain that gives room says where it is")
}

/// Drops what was written and did not become the vector's.
impl<P: Pieces> Drop for Reused<'_, P> {
    #[inline]
    fn drop(&mut self) {
        if !std::mem::needs_drop::<P::Item>() {
            return;
        }
        let chain = self.chain;
        let written = self.written.get_mut().drain().map(|range| {
            let results = results_at(chain, range.start);
            NonNull::slice_from_raw_parts(results, range.len())
        });
        // SAFETY: obligation 1 holds by D8 ("written once"): what is still counted did not become the
        // vector's.
        unsafe { drop_all(written) };
    }
}

impl<P> Work for Reused<'_, P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    type Claim = P::Claim;
    const KEEPS: bool = size_of::<P::State>() > 0;
    type Run<'r>
        = (ReusedRun<'r>, P::State)
    where
        Self: 'r;

    fn run(&self) -> Self::Run<'_> {
        let run = ReusedRun {
            all: &self.written,
            written: Runs::default(),
        };
        (run, self.chain.state())
    }

    #[inline(always)]
    fn take<'r>(&'r self, (run, state): &mut Self::Run<'r>, place: Place, claim: P::Claim) {
        put_back(self.chain, claim, state, place, &mut run.written);
    }

    fn forgo(&self, claim: P::Claim) {
        self.chain.forgo(claim);
    }
}

struct ReusedRun<'s> {
    all: &'s Mutex<Runs>,
    written: Runs,
}

impl Drop for ReusedRun<'_> {
    fn drop(&mut self) {
        self.all.lock().append(&mut self.written);
    }
}

multiversion! {
    if side_by_side::<P::Item>();
    /// Puts a piece's results into the memory of its items.
    ///
    /// A function of its own for the reason that `sink::put_through` is one. Where results are as large as
    /// items, the compiler sees here that each is written to where its item was read, so that it may do
    /// several at once.
    fn put_back<P: Pieces>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        place: Place,
        written: &mut Runs,
    ) {
        // The claim is on the indices of the place.
        let memory = memory_of(chain, claim.at());
        write(chain.piece(claim, state), memory, place.range(), written);
    }
}

/// Writes the results of these indices, the memory of whose items this is.
#[inline(always)]
fn write<T>(
    results: impl Iterator<Item = T>,
    memory: Memory<T>,
    indices: Range<usize>,
    written: &mut Runs,
) {
    let Range { start, end } = indices;
    let Memory { first, stride } = memory;
    let before = start - written.begin_of(start);
    // SAFETY: by D8 the results of the run up to here, one behind the other from the memory of the index at
    // which it began, are so much shorter than the memory of their indices.
    let first = unsafe { first.sub(before * (stride - 1)) };
    let first = first.cast::<MaybeUninit<T>>();
    let mut count = Count::new(written, start);
    results.for_each(move |item| {
        let n = count.so_far();
        debug_assert!(n < end - start);
        // SAFETY: by D7 ("exact") a piece yields no more items than its claim has indices, and the memory
        // is that of as many.
        let slot = unsafe { first.add(n) };
        // SAFETY: by D4 ("dealt once") the memory of the indices of this run is its own, and by D9 ("room")
        // nothing of the chain is there any more of those up to this one, whose item was just yielded. A
        // result is no larger than that of one.
        unsafe { slot.write(MaybeUninit::new(item)) };
        count.one_more();
    });
}
