//! A join on the stack of its caller, and what a helper sees of it.

#[cfg(all(test, loom))]
mod model;

use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};
use std::thread;

use super::list::Joins;
use crate::panic::drop_quietly;
use crate::pool::{Help, Offer};
use crate::sync::Mutex;

/// What the list knows of a join.
pub(super) struct Entry {
    pub(super) before: *const Entry,
    /// Offers the slot that this entry begins.
    pub(super) offer: unsafe fn(*const Entry),
    /// What the slot shares with a helper, once it is offered; else nothing, or [`NOTED`].
    offered: Cell<*mut ()>,
}

/// Stands for a join that was not offered, but of which the list keeps more than its place.
const NOTED: *mut () = ptr::without_provenance_mut(1);

impl Entry {
    #[inline]
    pub(super) fn is_offered(&self) -> bool {
        self.offered().is_some()
    }

    /// Whether the list keeps more of it than its place: so it is with all that are offered.
    #[inline]
    pub(super) fn is_noted(&self) -> bool {
        !self.offered.get().is_null()
    }

    /// Notes a join that was not offered.
    pub(super) fn note(&self) {
        self.offered.set(NOTED);
    }

    #[inline]
    fn offered(&self) -> Option<NonNull<()>> {
        NonNull::new(self.offered.get()).filter(|offered| offered.as_ptr() != NOTED)
    }
}

/// A join, on the stack of its caller. The entry comes first, so that a pointer to one is a pointer to the
/// other.
///
/// INVARIANT (J2, taken once): as long as the slot is not offered, only its frame takes the closure. Once
/// it is, only the one helper that is let in does, until the offer is withdrawn; and then the frame again,
/// if nobody has.
#[repr(C)]
pub(super) struct Slot<B, RB> {
    pub(super) entry: Entry,
    work: UnsafeCell<MaybeUninit<B>>,
    result: PhantomData<fn() -> RB>,
}

/// What a slot shares with a helper. The frame owns it, and withdraws the offer before it lets go of it.
/// The offer comes first, so that a pointer to this is a pointer to that.
#[repr(C)]
struct Offered<B, RB> {
    offer: Option<Offer>,
    half: Half<B, RB>,
}

/// The second closure, as a helper sees it.
struct Half<B, RB> {
    slot: *const Slot<B, RB>,
    taken: Mutex<Option<thread::Result<RB>>>,
}

// SAFETY: by J2 one thread at a time has to do with the closure, which may be sent, and so may what it
// returns.
unsafe impl<B: Send, RB: Send> Sync for Half<B, RB> {}

/// On the helper's thread. There is one, since there is one seat.
impl<B: FnOnce() -> RB + Send, RB: Send> Help for Half<B, RB> {
    fn help(&self) {
        // SAFETY: J1: the slot is there until the offer is withdrawn, which waits for this.
        let slot = unsafe { &*self.slot };
        // SAFETY: J2: it is offered, and this is the one helper.
        let work = unsafe { slot.take_work() };
        let result = Joins::here().run_taken(|| catch_unwind(AssertUnwindSafe(work)));
        *self.taken.lock() = Some(result);
    }
}

impl<B: FnOnce() -> RB + Send, RB: Send> Slot<B, RB> {
    #[inline]
    pub(super) fn new(before: *const Entry, work: B) -> Self {
        Slot {
            entry: Entry {
                before,
                offer: offer_slot::<B, RB>,
                offered: Cell::new(ptr::null_mut()),
            },
            work: UnsafeCell::new(MaybeUninit::new(work)),
            result: PhantomData,
        }
    }

    /// # Safety
    ///
    /// 1. By J2 it is the caller's to take, and it was not taken before.
    #[inline]
    pub(super) unsafe fn take_work(&self) -> B {
        // SAFETY: obligation 1: nobody else has to do with it now.
        let work = unsafe { &*self.work.get() };
        // SAFETY: obligation 1: it is still there, and will not be taken again.
        unsafe { work.assume_init_read() }
    }

    /// Withdraws the offer, if there is one, and says what came of it, if a helper has taken it.
    fn withdraw(&self) -> Option<thread::Result<RB>> {
        let offered = self.entry.offered()?.cast::<Offered<B, RB>>().as_ptr();
        self.entry.offered.set(ptr::null_mut());
        // SAFETY: `offer_slot` has put it on the heap for this slot, which owns it. A helper refers to the
        // other half only.
        let offer = unsafe { &mut (*offered).offer };
        // It waits for the helper, if one is there.
        *offer = None;
        // SAFETY: as above, and no helper is there any more.
        let offered = unsafe { Box::from_raw(offered) };
        offered.half.taken.into_inner()
    }

    /// Withdraws the offer, and does it here if nobody has.
    #[cold]
    #[inline(never)]
    pub(super) fn after_offer(&self) -> thread::Result<RB> {
        self.withdraw().unwrap_or_else(|| {
            // SAFETY: J2: the offer is withdrawn, and nobody has taken it.
            let work = unsafe { self.take_work() };
            catch_unwind(AssertUnwindSafe(work))
        })
    }

    /// Drops what is there, because the first closure has panicked.
    #[cold]
    #[inline(never)]
    pub(super) fn forgo(&self) {
        match self.withdraw() {
            Some(result) => drop_quietly(result),
            None => {
                // SAFETY: J2: it was not offered, or that is withdrawn and nobody has taken it.
                let work = unsafe { self.take_work() };
                drop_quietly(work);
            }
        }
    }
}

/// # Safety
///
/// 1. `entry` is that of a `Slot<B, RB>` in the list, and was not offered.
unsafe fn offer_slot<B: FnOnce() -> RB + Send, RB: Send>(entry: *const Entry) {
    let offered = Box::into_raw(Box::new(Offered {
        offer: None,
        half: Half {
            slot: entry.cast::<Slot<B, RB>>(),
            taken: Mutex::new(None),
        },
    }));
    // SAFETY: it was just put on the heap.
    let half = unsafe { &(*offered).half };
    // SAFETY: obligation 1: the half stays there until the frame has withdrawn the offer, by dropping it.
    let offer = unsafe { Offer::make(half) };
    if offer.is_none() {
        // SAFETY: it came from a box, and nobody else has heard of it.
        drop(unsafe { Box::from_raw(offered) });
        return;
    }
    // SAFETY: it is on the heap, and a helper refers to the other half only.
    let place = unsafe { &mut (*offered).offer };
    *place = offer;
    // SAFETY: obligation 1, and J1: it is there.
    let entry = unsafe { &*entry };
    entry.offered.set(offered.cast());
}

/// Whether an entry is offered, and nobody has come.
pub(super) fn is_open(entry: &Entry) -> bool {
    let Some(offered) = entry.offered() else {
        return false;
    };
    // SAFETY: what is offered begins with the offer, and is there as long as the frame has not withdrawn it.
    let offer = unsafe { offered.cast::<Option<Offer>>().as_ref() };
    offer.as_ref().is_some_and(Offer::is_open)
}
