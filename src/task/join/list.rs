//! The joins that a thread is in: which one is offered, and when.

use std::cell::{Cell, RefCell};
use std::mem::forget;
use std::ptr;

use super::slot::{Entry, Slot, is_open};
use crate::drive::{Clock, Loop};
use crate::pool::{context, may_be_shared, price_of_help};
use crate::sync::thread_local;
use crate::tempo::{MOST_JOINS, joins_between_looks};

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
pub(super) struct Joins {
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

/// A slot is in the list.
pub(super) struct Listed<'j, B: FnOnce() -> RB + Send, RB: Send> {
    joins: &'j Joins,
    slot: &'j Slot<B, RB>,
}

impl<'j, B: FnOnce() -> RB + Send, RB: Send> Listed<'j, B, RB> {
    #[inline]
    pub(super) fn put(joins: &'j Joins, slot: &'j Slot<B, RB>) -> Self {
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
    pub(super) fn take_out(self) {
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
    pub(super) fn here<'t>() -> &'t Joins {
        // (Not within `with`: most of a program would be.)
        let joins = JOINS.with(ptr::from_ref);
        // SAFETY: it has no destructor, and is there as long as its thread; and what refers to it is on
        // that thread's stack.
        unsafe { &*joins }
    }

    /// The innermost, if there is one.
    #[inline]
    pub(super) fn last(&self) -> *const Entry {
        self.last.get()
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
