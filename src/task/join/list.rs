//! The joins that a thread is in: which one is offered, and when.

use std::cell::{Cell, RefCell};
use std::ptr;
use std::thread;

use super::slot::{Entry, is_open};
use crate::drive::{Clock, Loop};
use crate::pool::{context, let_joins_begin, may_be_shared, price_of_help};
use crate::sync::thread_local;
use crate::tempo::{MOST_JOINS, joins_between_looks};

thread_local! {
    static JOINS: Joins = const {
        Joins {
            last: Cell::new(ptr::null()),
            outermost: Cell::new(ptr::null()),
            inside: Cell::new(0),
            pace: Cell::new(1),
            times: Cell::new(None),
            latest: Cell::new(ptr::null()),
            halves: Cell::new(0),
        }
    };
    /// Portions to go back to. By itself, since it has a destructor.
    static AROUND: RefCell<Vec<Around>> = const { RefCell::new(Vec::new()) };
}

/// The joins that this thread is in, each on its stack, and when to look at the clock.
///
/// INVARIANT (J1, listed): an entry is in the list from when it was put in until its frame takes it out,
/// also when it unwinds; it stays where it is meanwhile. So all pointers from here, and along the list,
/// point to entries that are there. Frames end in the reverse order, so the one to be taken out is always
/// the last.
///
/// INVARIANT (J3, noted): an entry is noted while it is that of the outermost or of the latest join. So
/// whoever takes out one that is not has nothing else to do.
///
/// INVARIANT (J4, seen to begin): as long as the list is empty, and in a context of which no join is in the
/// list, the next join has to look around. So the first join of a stretch is seen to begin.
pub(super) struct Joins {
    /// The innermost, if there is one.
    pub(super) last: Cell<*const Entry>,
    /// The first of the stretch: of joins that are all in the same region and scope, so that what one of
    /// them offers is inside of that.
    outermost: Cell<*const Entry>,
    /// In what they are: the number of the [`context`].
    inside: Cell<usize>,
    /// After how many joins the clock is looked at.
    pace: Cell<u32>,
    /// Nothing if the stretch is believed to be short.
    times: Cell<Option<Times>>,
    /// The one that was offered last, if it is still in the list.
    latest: Cell<*const Entry>,
    /// How many closures that this thread has taken from others are under way here.
    halves: Cell<u32>,
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

/// What is remembered of joins is of whole ones, or of parts of one that a thread has taken from another:
/// these are kept apart, as the lengths of loops are.
const WHOLE: usize = 1;
const TAKEN: usize = 1 << 8;

struct Around {
    outermost: *const Entry,
    inside: usize,
    times: Option<Times>,
    latest: *const Entry,
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

    /// Runs a closure that was taken from another thread, and does not panic.
    pub(super) fn run_taken<R>(
        &self,
        work: impl FnOnce() -> thread::Result<R>,
    ) -> thread::Result<R> {
        self.halves.set(self.halves.get() + 1);
        let result = work();
        self.halves.set(self.halves.get() - 1);
        result
    }

    /// A join that was put into the list has to look where it is, and at the clock.
    pub(super) fn look_around(&self, entry: *const Entry) {
        let context = context();
        // SAFETY: J1: it was just put into the list.
        let before = unsafe { (*entry).before };
        if before.is_null() || self.inside.get() != context {
            self.begin(entry, context);
        } else {
            self.look();
        }
    }

    /// A noted entry was taken out of the list.
    pub(super) fn note_end(&self, entry: *const Entry) {
        if ptr::eq(self.outermost.get(), entry) {
            self.end();
        } else if ptr::eq(self.latest.get(), entry) {
            self.latest.set(ptr::null());
        }
    }

    /// Whether nothing but a place in the list is kept of this entry.
    pub(super) fn keeps_no_more_of(&self, entry: &Entry) -> bool {
        !ptr::eq(self.outermost.get(), entry) && !ptr::eq(self.latest.get(), entry)
    }

    /// A stretch begins with this entry.
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
        let first = unsafe { &*entry };
        debug_assert!(!first.before.is_null() || outermost.is_null(), "J4");
        first.note();
        let known = self.known(first);
        let price = price_of_help() as f32;
        let usual = known.cost();
        if usual.is_some_and(|usual| usual < price / 2.0) && !known.is_to_be_checked() {
            // Over before it would pay to look at the clock. If not, that is soon seen.
            let_joins_begin(MOST_JOINS);
            return self.times.set(None);
        }
        self.times.set(Some(Times {
            began: Clock::start(),
            last: 0.0,
            known,
        }));
        // It may be two halves of a second each.
        if usual.is_none_or(|usual| usual > 2.0 * price) {
            self.offer_first();
        }
    }

    /// What is remembered of a stretch that begins with this entry.
    fn known(&self, first: &Entry) -> Loop {
        let len = if self.halves.get() > 0 { TAKEN } else { WHOLE };
        Loop::of(first.offer as usize, len)
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
            known: self.known(outermost),
        });
        let nanos = times.began.nanos_at_a_glance();
        let since = nanos - times.last;
        times.last = nanos;
        self.times.set(Some(times));
        let pace = joins_between_looks(self.pace.get(), since);
        self.pace.set(pace);
        let_joins_begin(pace - 1);
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
            let entry = unsafe { &*first };
            // SAFETY: obligation 1 holds by J1: the entry is that of the slot that this is for, and was
            // just seen not to be offered.
            unsafe { (entry.offer)(first) };
            if entry.is_offered() {
                self.latest.set(first);
            }
        }
    }

    /// The outermost join of a stretch is over.
    fn end(&self) {
        let_joins_begin(0);
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
        }
    }
}
