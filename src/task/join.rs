//! Two closures, of which the second is offered to another thread, if one has nothing to do.
//!
//! It lies on the stack of its caller while the first one runs. Where joins are nested, as in a recursion, most are over before it
//! would pay to tell anybody; so they are only put into a list, the outermost first, and now and then, when so much time has
//! passed that a helper pays, the outermost that nobody has yet is offered. (*Heartbeat scheduling*: Acar, Charguéraud, Guatto,
//! Rainey and Sieczkowski 2018.) Whoever waits for a second closure that was taken helps what is nested in that (*leapfrogging*:
//! Wagner and Calder 1993).

use std::cell::{Cell, UnsafeCell};
use std::mem::{MaybeUninit, forget};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::thread;

use crate::drive::{Clock, Loop};
use crate::panic::drop_quietly;
use crate::pool::{Help, Offer, context, may_be_shared, price_of_help};
use crate::sync::Mutex;

/// How many nanoseconds there should be between two looks at the clock, at least: a look takes some dozens.
const LOOK: f32 = 1_000.0;

/// The most joins between two looks at the clock.
const SELDOM: u32 = 256;

/// Runs both closures, the second one on another thread if one has nothing to do, and returns what both return.
///
/// `a` runs on the calling thread, and so does `b`, after it, if nobody has taken `b` by then: that is one after the other, as
/// if neither were a closure, for next to nothing. So a recursion may join at every level, down to single items. As they may run one
/// after the other, they are not to wait for each other.
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
/// With the panic of `a`; else with that of `b`. Both have ended then: if `a` panics, a `b` that nobody has begun is dropped.
#[inline]
pub fn join<A, B, RA, RB>(a: A, b: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    JOINS.with(|joins| {
        let slot = Slot {
            entry: Entry {
                before: joins.last.get(),
                after: Cell::new(ptr::null()),
                offer: offer_slot::<B, RB>,
                offered: Cell::new(None),
                around: Cell::new(None),
            },
            half: Half {
                work: UnsafeCell::new(MaybeUninit::new(b)),
                taken: Mutex::new(None),
            },
        };
        let listed = Listed::put(joins, &slot);
        let left = a();
        listed.take_out();
        if let Some(offer) = slot.entry.offered.take() {
            let right = slot.half.after(offer);
            return (left, right.unwrap_or_else(|panic| resume_unwind(panic)));
        }
        // SAFETY: J2: it was never offered, so the closure is still there, and taken out here, once.
        let b = unsafe { slot.half.take_work() };
        (left, b())
    })
}

thread_local! {
    static JOINS: Joins = const {
        Joins {
            last: Cell::new(ptr::null()),
            inside: Cell::new(0),
            now: Cell::new(Stretch::NONE),
            left: Cell::new(0),
        }
    };
}

/// The joins that this thread is in, each on its stack, and when to look at the clock.
///
/// INVARIANT (J1, listed): an entry is in the list from when it was put in until its frame takes it out, also when it unwinds; it
/// stays where it is meanwhile. So all pointers from here, and along the list, point to entries that are there. Frames end in the
/// reverse order, so the one to be taken out is always the last.
struct Joins {
    last: Cell<*const Entry>,
    /// In what the last ones are: the number of the [`context`].
    inside: Cell<usize>,
    now: Cell<Stretch>,
    /// How many more joins there are before the next look at the clock.
    left: Cell<u32>,
}

/// Some joins, each inside the one before, all in the same region and scope: what one of them offers is inside of that.
#[derive(Clone, Copy)]
struct Stretch {
    /// The outermost that was not offered yet.
    first: *const Entry,
    pace: u32,
    /// Nothing if it is believed to be short.
    times: Option<Times>,
}

impl Stretch {
    const NONE: Stretch = Stretch {
        first: ptr::null(),
        pace: 1,
        times: None,
    };
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

/// The stretch around another one, to go back to.
struct Around {
    inside: usize,
    stretch: Stretch,
}

/// What the list knows of a join.
struct Entry {
    before: *const Entry,
    after: Cell<*const Entry>,
    /// Offers the slot that this entry begins.
    offer: unsafe fn(*const Entry) -> Option<Offer>,
    offered: Cell<Option<Box<Offer>>>,
    /// Where this is the outermost of a stretch, but not of all.
    around: Cell<Option<Box<Around>>>,
}

/// A join, on the stack of its caller. The entry comes first, so that a pointer to one is a pointer to the other.
#[repr(C)]
struct Slot<B, RB> {
    entry: Entry,
    half: Half<B, RB>,
}

/// The second closure.
///
/// INVARIANT (J2, taken once): as long as the slot is not offered, only its frame takes the closure. Once it is, only the one helper
/// that is let in does, until the offer is withdrawn; and then the frame again, if nobody has.
struct Half<B, RB> {
    work: UnsafeCell<MaybeUninit<B>>,
    /// What came of it, if a helper has taken it.
    taken: Mutex<Option<thread::Result<RB>>>,
}

// SAFETY: by J2 one thread at a time has to do with the closure, which may be sent, and so may what it returns.
unsafe impl<B: Send, RB: Send> Sync for Half<B, RB> {}

impl<B: FnOnce() -> RB + Send, RB: Send> Half<B, RB> {
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

    /// Withdraws the offer, and does it here if nobody has.
    #[cold]
    #[inline(never)]
    fn after(&self, offer: Box<Offer>) -> thread::Result<RB> {
        drop(offer);
        self.taken.lock().take().unwrap_or_else(|| {
            // SAFETY: J2: the offer is withdrawn, and nobody has taken it.
            let work = unsafe { self.take_work() };
            catch_unwind(AssertUnwindSafe(work))
        })
    }

    /// Drops what is there, because the first closure has panicked.
    #[cold]
    fn forgo(&self, offer: Option<Box<Offer>>) {
        drop(offer);
        match self.taken.lock().take() {
            Some(result) => drop_quietly(result),
            None => {
                // SAFETY: J2: it was not offered, or that is withdrawn and nobody has taken it.
                let work = unsafe { self.take_work() };
                drop_quietly(work);
            }
        }
    }
}

/// On the helper's thread. There is one, since there is one seat.
impl<B: FnOnce() -> RB + Send, RB: Send> Help for Half<B, RB> {
    fn help(&self) {
        // SAFETY: J2: it is offered, and this is the one helper.
        let work = unsafe { self.take_work() };
        let result = catch_unwind(AssertUnwindSafe(work));
        *self.taken.lock() = Some(result);
    }
}

/// # Safety
///
/// 1. `entry` is that of a `Slot<B, RB>` in the list.
unsafe fn offer_slot<B: FnOnce() -> RB + Send, RB: Send>(entry: *const Entry) -> Option<Offer> {
    let slot = entry.cast::<Slot<B, RB>>();
    // SAFETY: obligation 1, and J1: it is there.
    let half = unsafe { &(*slot).half };
    // SAFETY: obligation 1 holds by J1: the frame withdraws the offer, by dropping it, after it has taken the entry out, before it
    // ends, and the slot does not move.
    unsafe { Offer::make(half) }
}

/// A slot is in the list.
struct Listed<'j, B: FnOnce() -> RB + Send, RB: Send> {
    joins: &'j Joins,
    slot: &'j Slot<B, RB>,
}

impl<'j, B: FnOnce() -> RB + Send, RB: Send> Listed<'j, B, RB> {
    #[inline]
    fn put(joins: &'j Joins, slot: &'j Slot<B, RB>) -> Self {
        let entry = ptr::from_ref(slot).cast::<Entry>();
        // SAFETY: J1: what is in the list is there.
        if let Some(before) = unsafe { slot.entry.before.as_ref() } {
            before.after.set(entry);
        }
        joins.last.set(entry);
        let listed = Listed { joins, slot };
        let context = context();
        if slot.entry.before.is_null() || joins.inside.get() != context {
            joins.begin(&slot.entry, context);
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
        let entry = &self.slot.entry;
        self.joins.last.set(entry.before);
        let around = entry.around.take();
        if entry.before.is_null() || around.is_some() {
            self.joins.end(around);
        } else if ptr::eq(self.joins.now.get().first, entry) {
            self.joins.none_is_left();
        }
    }
}

/// The first closure has panicked.
impl<B: FnOnce() -> RB + Send, RB: Send> Drop for Listed<'_, B, RB> {
    fn drop(&mut self) {
        self.leave();
        self.slot.half.forgo(self.slot.entry.offered.take());
    }
}

impl Joins {
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
    fn begin(&self, entry: &Entry, context: usize) {
        if !entry.before.is_null() {
            entry.around.set(Some(Box::new(Around {
                inside: self.inside.get(),
                stretch: self.now.get(),
            })));
        }
        self.inside.set(context);
        let mut now = Stretch {
            first: entry,
            ..Stretch::NONE
        };
        let known = Loop::of(entry.offer as usize, 1);
        let price = price_of_help() as f32;
        let usual = known.cost().filter(|_| known.is_known());
        if usual.is_some_and(|usual| usual < price / 2.0) && !known.is_to_be_checked() {
            // Over before it would pay to look at the clock. If not, that is soon seen.
            self.left.set(SELDOM);
            return self.now.set(now);
        }
        now.times = Some(Times {
            began: Clock::start(),
            last: 0.0,
            known,
        });
        self.now.set(now);
        self.left.set(0);
        // It may be two halves of a second each.
        if usual.is_none_or(|usual| usual > 4.0 * price) {
            self.offer_first();
        }
    }

    /// Looks at the clock, and offers the outermost join that was not, if that pays.
    #[cold]
    #[inline(never)]
    fn look(&self) {
        let mut now = self.now.get();
        // SAFETY: J1: what is in the list is there.
        let Some(first) = (unsafe { now.first.as_ref() }) else {
            // All are offered.
            now.first = self.last.get();
            self.now.set(now);
            return self.look();
        };
        let times = now.times.get_or_insert_with(|| Times {
            began: Clock::start(),
            last: 0.0,
            known: Loop::of(first.offer as usize, 1),
        });
        let nanos = times.began.nanos_at_a_glance();
        let since = nanos - times.last;
        times.last = nanos;
        if since < LOOK {
            now.pace = (2 * now.pace).min(SELDOM);
        } else if since > 4.0 * LOOK {
            now.pace = (now.pace / 2).max(1);
        }
        self.left.set(now.pace - 1);
        self.now.set(now);
        if nanos > price_of_help() as f32 {
            self.offer_first();
        }
    }

    /// Offers the outermost join that was not, unless nobody has come for the one before, or nobody is there to come.
    #[cold]
    fn offer_first(&self) {
        let mut now = self.now.get();
        // SAFETY: J1: what is in the list is there.
        let Some(entry) = (unsafe { now.first.as_ref() }) else {
            return;
        };
        // SAFETY: J1: what comes before in the list is there.
        let before = unsafe { entry.before.as_ref() };
        if before.is_some_and(Entry::is_open) || !may_be_shared() {
            return;
        }
        // SAFETY: obligation 1 holds by J1: the entry is that of the slot that it was made for.
        let offer = unsafe { (entry.offer)(entry) };
        entry.offered.set(offer.map(Box::new));
        now.first = match ptr::eq(entry, self.last.get()) {
            true => ptr::null(),
            false => entry.after.get(),
        };
        self.now.set(now);
    }

    /// The last one that was not offered is over.
    #[cold]
    fn none_is_left(&self) {
        let now = self.now.get();
        self.now.set(Stretch {
            first: ptr::null(),
            ..now
        });
    }

    /// The outermost join of a stretch is over.
    #[inline]
    fn end(&self, around: Option<Box<Around>>) {
        if self.now.get().times.is_some() || around.is_some() {
            self.go_back(around);
        }
    }

    #[cold]
    #[inline(never)]
    fn go_back(&self, around: Option<Box<Around>>) {
        if let Some(times) = self.now.get().times {
            times.known.learn_alone(times.began.nanos());
        }
        self.now.set(Stretch::NONE);
        if let Some(around) = around {
            self.inside.set(around.inside);
            self.now.set(around.stretch);
            self.left.set(0);
        }
    }
}

impl Entry {
    /// Whether it was offered, and nobody has come.
    fn is_open(&self) -> bool {
        let offer = self.offered.take();
        let open = offer.as_ref().is_some_and(|offer| offer.is_open());
        self.offered.set(offer);
        open
    }
}
