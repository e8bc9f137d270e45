//! Two closures, of which the second is offered to another thread, if one has nothing to do.
//!
//! It lies on the stack of its caller while the first one runs. Where joins are nested, as in a recursion,
//! most are over before it would pay to tell anybody; so they are only put into a list, the outermost
//! first, and now and then, when so much time has passed that a helper pays, the outermost that nobody has
//! yet is offered. (*Heartbeat scheduling*: Acar, Charguéraud, Guatto, Rainey and Sieczkowski 2018.)
//! Whoever waits for a second closure that was taken helps what is nested in that (*leapfrogging*: Wagner
//! and Calder 1993).

#[cfg(all(test, loom))]
mod model;

use std::cell::{Cell, RefCell, UnsafeCell};
use std::marker::PhantomData;
use std::mem::{MaybeUninit, forget};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{self, NonNull};
use std::thread;

use crate::drive::{Clock, Loop};
use crate::panic::drop_quietly;
use crate::pool::{Help, Offer, context, may_be_shared, price_of_help};
use crate::sync::{Mutex, thread_local};
use crate::tempo::{MOST_JOINS, joins_between_looks};
use crate::trace::inherited;

/// Runs both closures, the second one on another thread if one has nothing to do, and returns what both
/// return.
///
/// `a` runs on the calling thread, and so does `b`, after it, if nobody has taken `b` by then: that is one
/// after the other, as if neither were a closure, for next to nothing. So a recursion may join at every
/// level, down to single items. As they may run one after the other, they are not to wait for each other.
///
/// ```
/// fn fib(n: u32) -> u64 {
///     if n < 2 {
///         return u64::from(n);
///     }
///     let (a, b) = abreast::join(|| fib(n - 1), || fib(n - 2));
///     a + b
/// }
/// assert_eq!(fib(20), 6765);
/// ```
///
/// What is captured goes from thread to thread:
///
/// ```compile_fail,E0277
/// let shared = std::rc::Rc::new(1);
/// abreast::join(|| 1, || *shared); // `Rc` cannot be sent between threads
/// ```
///
/// # Panics
///
/// With the panic of `a`; else with that of `b`. Both have ended then: if `a` panics, a `b` that nobody has
/// begun is dropped.
#[inline]
pub fn join<A, B, RA, RB>(a: A, b: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    join_both(a, inherited(b))
}

#[inline]
fn join_both<A, B, RA, RB>(a: A, b: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    let joins = Joins::here();
    let slot = Slot {
        entry: Entry {
            before: joins.last.get(),
            offer: offer_slot::<B, RB>,
            offered: Cell::new(ptr::null_mut()),
        },
        work: UnsafeCell::new(MaybeUninit::new(b)),
        result: PhantomData,
    };
    let listed = Listed::put(joins, &slot);
    let left = a();
    listed.take_out();
    if slot.entry.is_offered() {
        let right = slot.after_offer();
        return (left, right.unwrap_or_else(|panic| resume_unwind(panic)));
    }
    // SAFETY: J2: it was never offered, so the closure is still there, and taken out here, once.
    let b = unsafe { slot.take_work() };
    (left, b())
}

thread_local! {
    static JOINS: Joins = const {
        Joins {
            last: Cell::new(ptr::null()),
            outermost: Cell::new(ptr::null()),
            inside: Cell::new(0),
            left: Cell::new(0),
            pace: Cell::new(1),
            times: Cell::new(None),
            latest: Cell::new(ptr::null()),
        }
    };
    /// Stretches to go back to. By itself, since it has a destructor.
    static AROUND: RefCell<Vec<Around>> = const { RefCell::new(Vec::new()) };
}

/// The joins that this thread is in, each on its stack, and when to look at the clock.
///
/// INVARIANT (J1, listed): an entry is in the list from when it was put in until its frame takes it out,
/// also when it unwinds; it stays where it is meanwhile. So all pointers from here, and along the list,
/// point to entries that are there. Frames end in the reverse order, so the one to be taken out is always
/// the last.
struct Joins {
    last: Cell<*const Entry>,
    /// The first of the stretch: of joins that are all in the same region and scope, so that what one of
    /// them offers is inside of that.
    outermost: Cell<*const Entry>,
    /// In what they are: the number of the [`context`].
    inside: Cell<usize>,
    /// How many more joins there are before the next look at the clock.
    left: Cell<u32>,
    pace: Cell<u32>,
    /// Nothing if the stretch is believed to be short.
    times: Cell<Option<Times>>,
    /// The one that was offered last, if it is still in the list.
    latest: Cell<*const Entry>,
}

/// Of the outermost join of a stretch.
#[derive(Clone, Copy)]
struct Times {
    began: Clock,
    /// When the clock was looked at last, in nanoseconds since then.
    last: f32,
    /// The loop, as it were: what such a join costs is remembered.
    known: Loop,
}

struct Around {
    outermost: *const Entry,
    inside: usize,
    times: Option<Times>,
    latest: *const Entry,
}

/// What the list knows of a join.
struct Entry {
    before: *const Entry,
    /// Offers the slot that this entry begins.
    offer: unsafe fn(*const Entry),
    /// What the slot shares with a helper, once it is offered; else nothing.
    offered: Cell<*mut ()>,
}

impl Entry {
    #[inline]
    fn is_offered(&self) -> bool {
        !self.offered.get().is_null()
    }
}

/// A join, on the stack of its caller. The entry comes first, so that a pointer to one is a pointer to the
/// other.
///
/// INVARIANT (J2, taken once): as long as the slot is not offered, only its frame takes the closure. Once
/// it is, only the one helper that is let in does, until the offer is withdrawn; and then the frame again,
/// if nobody has.
#[repr(C)]
struct Slot<B, RB> {
    entry: Entry,
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
        let result = catch_unwind(AssertUnwindSafe(work));
        *self.taken.lock() = Some(result);
    }
}

impl<B: FnOnce() -> RB + Send, RB: Send> Slot<B, RB> {
    /// # Safety
    ///
    /// 1. By J2 it is the caller's to take, and it was not taken before.
    #[inline]
    unsafe fn take_work(&self) -> B {
        // SAFETY: obligation 1: nobody else has to do with it now.
        let work = unsafe { &*self.work.get() };
        // SAFETY: obligation 1: it is still there, and will not be taken again.
        unsafe { work.assume_init_read() }
    }

    /// Withdraws the offer, if there is one, and says what came of it, if a helper has taken it.
    fn withdraw(&self) -> Option<thread::Result<RB>> {
        let offered = self.entry.offered.replace(ptr::null_mut());
        let offered = NonNull::new(offered.cast::<Offered<B, RB>>())?.as_ptr();
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
    fn after_offer(&self) -> thread::Result<RB> {
        self.withdraw().unwrap_or_else(|| {
            // SAFETY: J2: the offer is withdrawn, and nobody has taken it.
            let work = unsafe { self.take_work() };
            catch_unwind(AssertUnwindSafe(work))
        })
    }

    /// Drops what is there, because the first closure has panicked.
    #[cold]
    #[inline(never)]
    fn forgo(&self) {
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

/// A slot is in the list.
struct Listed<'j, B: FnOnce() -> RB + Send, RB: Send> {
    joins: &'j Joins,
    slot: &'j Slot<B, RB>,
}

impl<'j, B: FnOnce() -> RB + Send, RB: Send> Listed<'j, B, RB> {
    #[inline]
    fn put(joins: &'j Joins, slot: &'j Slot<B, RB>) -> Self {
        // Not a pointer to the entry alone: what it is cast to is the slot.
        let entry = ptr::from_ref(slot).cast::<Entry>();
        joins.last.set(entry);
        let listed = Listed { joins, slot };
        let context = context();
        if slot.entry.before.is_null() || joins.inside.get() != context {
            joins.begin(entry, context);
        } else {
            joins.proceed();
        }
        listed
    }

    /// J1: in the reverse order.
    #[inline]
    fn take_out(self) {
        self.leave();
        forget(self);
    }

    #[inline]
    fn leave(&self) {
        self.joins.last.set(self.slot.entry.before);
        let entry = ptr::from_ref(self.slot).cast::<Entry>();
        if ptr::eq(self.joins.outermost.get(), entry) {
            self.joins.end();
        } else if ptr::eq(self.joins.latest.get(), entry) {
            self.joins.latest.set(ptr::null());
        }
    }
}

/// The first closure has panicked.
impl<B: FnOnce() -> RB + Send, RB: Send> Drop for Listed<'_, B, RB> {
    #[cold]
    fn drop(&mut self) {
        self.leave();
        self.slot.forgo();
    }
}

impl Joins {
    /// Those of this thread.
    #[inline]
    fn here<'t>() -> &'t Joins {
        // (Not within `with`: most of a program would be.)
        let joins = JOINS.with(ptr::from_ref);
        // SAFETY: it has no destructor, and is there as long as its thread; and what refers to it is on
        // that thread's stack.
        unsafe { &*joins }
    }

    /// Another join was put into the list.
    #[inline]
    fn proceed(&self) {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => self.look(),
        }
    }

    /// A stretch begins with this entry.
    #[inline(never)]
    fn begin(&self, entry: *const Entry, context: usize) {
        let outermost = self.outermost.replace(entry);
        if !outermost.is_null() {
            let around = Around {
                outermost,
                inside: self.inside.get(),
                times: self.times.get(),
                latest: self.latest.get(),
            };
            // (A thread that is about to end has nowhere to keep it, and offers nothing of it any more.)
            let _ = AROUND.try_with(|all| all.borrow_mut().push(around));
        }
        self.inside.set(context);
        self.latest.set(ptr::null());
        // SAFETY: J1: it was just put into the list.
        let known = Loop::of(unsafe { (*entry).offer } as usize, 1);
        let price = price_of_help() as f32;
        let usual = known.cost();
        if usual.is_some_and(|usual| usual < price / 2.0) && !known.is_to_be_checked() {
            // Over before it would pay to look at the clock. If not, that is soon seen.
            self.left.set(MOST_JOINS);
            return self.times.set(None);
        }
        self.times.set(Some(Times {
            began: Clock::start(),
            last: 0.0,
            known,
        }));
        self.left.set(0);
        // It may be two halves of a second each.
        if usual.is_none_or(|usual| usual > 2.0 * price) {
            self.offer_first();
        }
    }

    /// Looks at the clock, and offers the outermost join that was not, if that pays.
    #[cold]
    #[inline(never)]
    fn look(&self) {
        // SAFETY: J1: the outermost is in the list, or it is none.
        let Some(outermost) = (unsafe { self.outermost.get().as_ref() }) else {
            return;
        };
        let mut times = self.times.get().unwrap_or_else(|| Times {
            began: Clock::start(),
            last: 0.0,
            known: Loop::of(outermost.offer as usize, 1),
        });
        let nanos = times.began.nanos_at_a_glance();
        let since = nanos - times.last;
        times.last = nanos;
        self.times.set(Some(times));
        let pace = joins_between_looks(self.pace.get(), since);
        self.pace.set(pace);
        self.left.set(pace - 1);
        if nanos > price_of_help() as f32 {
            self.offer_first();
        }
    }

    /// Offers the outermost join that was not, unless nobody has come for the one before, or nobody is
    /// there to come.
    #[cold]
    fn offer_first(&self) {
        // SAFETY: J1: what is offered last is in the list, or it is none.
        if unsafe { self.latest.get().as_ref() }.is_some_and(is_open) || !may_be_shared() {
            return;
        }
        let (mut at, mut first) = (self.last.get(), ptr::null());
        // SAFETY: J1: so are all between the last and the outermost.
        while let Some(entry) = unsafe { at.as_ref() }.filter(|entry| !entry.is_offered()) {
            first = at;
            if ptr::eq(at, self.outermost.get()) {
                break;
            }
            at = entry.before;
        }
        if !first.is_null() {
            // SAFETY: J1: as above.
            let offer = unsafe { (*first).offer };
            // SAFETY: obligation 1 holds by J1: the entry is that of the slot that this is for, and was
            // just seen not to be offered.
            unsafe { offer(first) };
            self.latest.set(first);
        }
    }

    /// The outermost join of a stretch is over.
    #[inline]
    fn end(&self) {
        if self.times.get().is_some() || !self.last.get().is_null() {
            return self.go_back();
        }
        self.outermost.set(ptr::null());
        self.latest.set(ptr::null());
    }

    #[cold]
    #[inline(never)]
    fn go_back(&self) {
        if let Some(times) = self.times.take() {
            times.known.learn_alone(times.began.nanos());
        }
        let inside = !self.last.get().is_null();
        let pop = || AROUND.try_with(|all| all.borrow_mut().pop()).ok().flatten();
        let around = inside.then(pop).flatten();
        self.outermost.set(
            around
                .as_ref()
                .map_or(ptr::null(), |around| around.outermost),
        );
        self.latest
            .set(around.as_ref().map_or(ptr::null(), |around| around.latest));
        if let Some(around) = around {
            self.inside.set(around.inside);
            self.times.set(around.times);
            self.left.set(0);
        }
    }
}

/// Whether an entry is offered, and nobody has come.
fn is_open(entry: &Entry) -> bool {
    let offered = entry.offered.get().cast::<Option<Offer>>();
    // SAFETY: what is offered begins with the offer, and is there as long as the frame has not withdrawn it.
    let offer = unsafe { offered.as_ref() };
    offer.and_then(Option::as_ref).is_some_and(Offer::is_open)
}
