//! Results of a chain that yields one item per index: each is written once, into its own slot of the final
//! vector.
//!
//! INVARIANT (D8, written once): a slot is written under the one place that covers it (D4, "dealt once"),
//! counted in a range of `written` afterwards, and either becomes the vector's or is dropped here.

mod huge_pages;
mod reused;
mod runs;

pub(crate) use huge_pages::advise as advise_huge_pages;
pub(crate) use reused::collect_reusing;

use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::NonNull;

use super::{Run, Sink};
use crate::drive::Place;
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::let_go;
use crate::source::Pieces;
use crate::sync::{AtomicUsize, Mutex, Ordering};
use runs::Runs;

/// The room behind the items of a vector, being filled.
pub(crate) struct InPlace<'v, T> {
    items: &'v mut Vec<T>,
    /// The first of the slots.
    first: NonNull<MaybeUninit<T>>,
    slots: usize,
    /// How many slots hold an item from the first on, as far as one run wrote them. Only the run that got
    /// the place with the first slot sets it, so it needs no lock: in a small call that is all there is.
    front: AtomicUsize,
    /// The other slots that hold an item.
    written: Mutex<Runs>,
}

// SAFETY: by D8 a shared sink takes in items on any thread, which is to send them, and shows none.
unsafe impl<T: Send> Sync for InPlace<'_, T> {}

impl<'v, T> InPlace<'v, T> {
    /// Room for at least `slots` more items behind those of `items`.
    ///
    /// # Panics
    ///
    /// With "capacity overflow" if a vector cannot hold so many.
    #[inline(never)]
    pub(crate) fn new(items: &'v mut Vec<T>, slots: usize) -> Self {
        match items.capacity() {
            0 => *items = Vec::with_capacity(slots),
            _ => items.reserve(slots),
        }
        let room = items.spare_capacity_mut();
        huge_pages::advise(room);
        InPlace {
            first: NonNull::from(room).cast(),
            items,
            slots,
            front: AtomicUsize::new(0),
            written: Mutex::default(),
        }
    }

    /// Gives the vector what was written, as far as it is without a gap.
    #[inline(never)]
    pub(crate) fn finish(mut self) {
        let filled = self.all_written().take_filled(|_| ());
        let len = self.items.len() + filled;
        // SAFETY: by D8 ("written once") the slots below `filled` hold items; `len` is within the capacity,
        // for the slots are. What lies behind a gap stays in `written`.
        unsafe { self.items.set_len(len) };
    }

    /// All slots that hold an item, now that no thread writes any more.
    #[inline]
    fn all_written(&mut self) -> &mut Runs {
        let front = self.front.load(Ordering::Relaxed);
        self.front.store(0, Ordering::Relaxed);
        let written = self.written.get_mut();
        written.add(0..front);
        written
    }

    /// The slots of a place.
    #[allow(clippy::mut_from_ref, reason = "the place is the right to them")]
    fn slots_of(&self, place: Place) -> &mut [MaybeUninit<T>] {
        let range = place.range();
        assert!(range.start <= range.end && range.end <= self.slots);
        // SAFETY: no invariant needed: the place was just seen to lie among the slots, all of one allocation.
        let first = unsafe { self.first.add(range.start) };
        // SAFETY: the slots are borrowed with the vector, uninitialised memory is fine for them, and by D4
        // ("dealt once") nobody else refers to these.
        unsafe { NonNull::slice_from_raw_parts(first, range.len()).as_mut() }
    }
}

impl<T> Drop for InPlace<'_, T> {
    fn drop(&mut self) {
        if !std::mem::needs_drop::<T>() {
            return;
        }
        let first = self.first.cast::<T>();
        let written = self.all_written().drain().map(|range| {
            // SAFETY: by D8 ("written once") the range lies among the slots.
            let first = unsafe { first.add(range.start) };
            NonNull::slice_from_raw_parts(first, range.len())
        });
        // SAFETY: obligation 1 holds by D8 ("written once"): what is still counted did not become the
        // vector's.
        unsafe { drop_all(written) };
    }
}

/// Drops the items of several ranges. One's destructor may panic: the others are dropped all the same, and
/// then the panic goes on, unless another one is under way.
///
/// # Safety
///
/// 1. The ranges hold items, which belong to nobody else.
unsafe fn drop_all<T>(ranges: impl Iterator<Item = NonNull<[T]>>) {
    let mut panic = None;
    for items in ranges {
        let dropped = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: obligation 1.
            unsafe { items.drop_in_place() }
        }));
        if let Err(payload) = dropped {
            if let Some(other) = panic.replace(payload) {
                let_go(other);
            }
        }
    }
    if let Some(payload) = panic {
        if std::thread::panicking() {
            let_go(payload);
        } else {
            resume_unwind(payload);
        }
    }
}

impl<T: Send> Sink<T> for InPlace<'_, T> {
    type Run<'s>
        = InPlaceRun<'s, T>
    where
        Self: 's;

    fn run(&self) -> InPlaceRun<'_, T> {
        InPlaceRun {
            sink: self,
            written: Runs::default(),
        }
    }
}

pub(crate) struct InPlaceRun<'s, T> {
    sink: &'s InPlace<'s, T>,
    written: Runs,
}

impl<T> Run<T> for InPlaceRun<'_, T> {
    /// Of a piece that is there already; the way from a chain is [`fill`].
    #[inline(always)]
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>) {
        let count = Count::new(&mut self.written, place.range().start);
        write(piece, self.sink.slots_of(place), count);
    }

    #[inline(always)]
    fn take_from<P: Pieces<Item = T>>(
        &mut self,
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        place: Place,
    ) {
        let count = Count::new(&mut self.written, place.range().start);
        fill(chain, claim, state, self.sink.slots_of(place), count);
    }
}

multiversion! {
    if side_by_side::<P::Item>();
    /// Writes a piece's items into the slots.
    ///
    /// A function of its own, so that the compiler knows that nothing the chain's closures refer to is
    /// among the slots: then the loop can keep in registers what they have captured by reference, too.
    fn fill<P: Pieces>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        slots: &mut [MaybeUninit<P::Item>],
        count: Count<'_>,
    ) {
        write(chain.piece(claim, state), slots, count);
    }
}

/// Writes items into the slots, of which there are as many.
#[inline(always)]
fn write<T>(items: impl Iterator<Item = T>, slots: &mut [MaybeUninit<T>], mut count: Count<'_>) {
    // An index of its own, not a `zip` of slots and items: that would reach into a range by index, and add.
    // The count goes with the closure as a whole, by way of its methods, and so stays in a register.
    items.for_each(move |item| {
        let n = count.so_far();
        debug_assert!(n < slots.len());
        // SAFETY: by D7 ("exact") a piece yields no more items than its claim has indices, and the place
        // has as many.
        let slot = unsafe { slots.get_unchecked_mut(n) };
        slot.write(item);
        count.one_more();
    });
}

/// Counts the slots of one place that were written in, also when the piece panics half-way.
struct Count<'r> {
    written: &'r mut Runs,
    start: usize,
    n: usize,
}

impl<'r> Count<'r> {
    #[inline]
    fn new(written: &'r mut Runs, start: usize) -> Self {
        let n = 0;
        Count { written, start, n }
    }

    #[inline]
    fn so_far(&self) -> usize {
        self.n
    }

    #[inline]
    fn one_more(&mut self) {
        self.n += 1;
    }
}

impl Drop for Count<'_> {
    #[inline]
    fn drop(&mut self) {
        self.written.add_later(self.start..self.start + self.n);
    }
}

impl<T> Drop for InPlaceRun<'_, T> {
    #[inline]
    fn drop(&mut self) {
        match self.written.the_only_from_0() {
            Some(0) => {}
            Some(end) => self.sink.front.store(end, Ordering::Relaxed),
            None => self.hand_over(),
        }
    }
}

impl<T> InPlaceRun<'_, T> {
    #[cold]
    fn hand_over(&mut self) {
        self.sink.written.lock().append(&mut self.written);
    }
}
