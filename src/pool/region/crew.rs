//! A crew: helpers that come when they are called, leave when there is nothing to do, and may be called
//! again.
//!
//! It is a region whose door stays open. What the helpers do is theirs until the crew is dismissed, which
//! is when it is dropped: by [`with_crew`], which lends something borrowed, or by the owner of a [`Crew`],
//! which shares it with its helpers. (A crew that is forgotten leaks that.)

mod scope;

use crate::panic::{Payload, let_go};
use crate::pool::Patience;
use crate::pool::desk::Desk;
use crate::pool::door::Door;
use crate::pool::fork;
use crate::pool::global::{may_be_shared, pool};
use crate::pool::here;
use crate::pool::lent::{Help, Kept, Lent};
use crate::pool::permit::places_left;
use crate::sync::{Arc, Instant, Mutex};

/// Helpers for something that the crew owns.
pub(crate) struct Crew<H: Help> {
    // Declared, and so dropped, before what it calls helpers for (C2).
    calls: Calls,
    help: Arc<H>,
}

impl<H: Help + Send + 'static> Crew<H> {
    /// A crew of at most `seats - 1` helpers, in the scope of the calling thread, and in no region.
    ///
    /// `waiting` says that the helpers may wait for each other, so that each is to be a thread.
    pub(crate) fn new(seats: usize, waiting: bool, help: H) -> Self {
        let help = Arc::new(help);
        let kept = Arc::clone(&help) as Kept;
        let expected = waiting || here::is_raised();
        let calls = Calls::of(Door::keeping(kept, seats, expected, here::scope()));
        Crew { calls, help }
    }

    pub(crate) fn calls(&self) -> &Calls {
        &self.calls
    }

    pub(crate) fn work(&self) -> &H {
        &self.help
    }

    /// Lets nobody in any more, waits until all helpers have left, and says whether one of them panicked.
    ///
    /// A helper that does so itself, or for which somebody else does it inside, is not waited for; nor are
    /// so many `others`.
    pub(crate) fn dismiss(&mut self, others: impl Fn(&H) -> usize) -> Option<Payload> {
        let inside = |door| self.calls.caller.door.is_around(&door);
        let own = usize::from(here::door().is_some_and(inside));
        let help = &*self.help;
        self.calls.end_but(|| own + others(help))
    }
}

/// Runs `mine` on the calling thread, with helpers on call: at most `seats - 1` at a time. Returns when all
/// have left.
///
/// A panic of `mine` goes on to the caller once the others have left; else a panic of a helper does.
pub(crate) fn with_crew<H: Help, R>(
    seats: usize,
    waiting: bool,
    help: &H,
    mine: impl FnOnce(&Calls) -> R,
) -> R {
    let mut calls = Calls::open(help, seats, waiting, here::door());
    let around = here::stay_at(Arc::clone(&calls.caller.door));
    let result = mine(&calls);
    let panic = calls.end();
    drop(around);
    if let Some(panic) = panic {
        std::panic::resume_unwind(panic);
    }
    result
}

/// The owner's side of a crew: with what it calls helpers, and waits for them. Dropping it is dismissing
/// them.
pub(crate) struct Calls {
    caller: Caller,
    over: bool,
}

/// With what a crew's helpers are called, on any thread. Calls nobody once the crew is dismissed.
#[derive(Clone)]
pub(crate) struct Caller {
    door: Arc<Door>,
    /// Where helpers were called: at the desks of the threads that did so. (One of its own for each crew
    /// would pile up in the queues while all workers are busy.)
    desks: Arc<Mutex<Vec<Arc<Desk>>>>,
}

impl Caller {
    /// Calls a helper, as far as there are seats. Blocks no longer than it takes to wake a thread.
    pub(crate) fn call(&self) {
        self.call_some(1);
    }

    fn call_some(&self, n: usize) {
        if fork::is_child() {
            return;
        }
        let began = Instant::now();
        self.door
            .call_of(n, |scope, workers| pool().want(scope, workers));
        self.door.tell_ancestors();
        here::with(|here| {
            let mut desks = self.desks.lock();
            if !desks.iter().any(|desk| Arc::ptr_eq(desk, &here.desk)) {
                desks.push(Arc::clone(&here.desk));
            }
            here.desk.add_lasting(&self.door);
            let queue = here.queue.borrow();
            pool().announce(&here.desk, queue.as_ref(), 1, self.door.expected, began);
        });
    }

    /// Makes the owner, if it waits, look whether it is enough.
    pub(crate) fn stir_owner(&self) {
        self.door.stir();
    }
}

impl Calls {
    /// C2: `help` has to outlive the answer, and does: it is borrowed from the caller of `with_crew`, or
    /// the crew's own.
    fn open<H: Help>(help: &H, seats: usize, waiting: bool, parent: Option<Arc<Door>>) -> Calls {
        // In a forked process the locks of the parent, and of the scope, may be held by a thread that is not
        // there.
        let parent = parent.filter(|_| !fork::is_child());
        let expected = waiting || here::is_raised();
        let door = Door::lasting(Lent::helping(help), seats, expected, here::scope(), parent);
        door.tell_parent();
        Calls::of(door)
    }

    fn of(door: Arc<Door>) -> Calls {
        Calls {
            caller: Caller {
                door,
                desks: Arc::default(),
            },
            over: false,
        }
    }

    pub(crate) fn caller(&self) -> Caller {
        self.caller.clone()
    }

    /// Calls `n` helpers, as far as there are seats. Blocks no longer than it takes to wake a thread.
    pub(crate) fn call(&self, n: usize) {
        self.caller.call_some(n);
    }

    /// Waits until it is `enough`, or nobody is there to make it so (C3). Who makes it so calls
    /// [`stir_owner`].
    ///
    /// A panic that has ended a helper before it could do what it was there for goes on here, once nobody
    /// else is there: nothing else would end this wait.
    pub(crate) fn wait_until(&self, enough: impl Fn() -> bool) {
        self.caller.door.wait(&enough);
        if !enough() {
            if let Some(panic) = self.caller.door.take_panic() {
                std::panic::resume_unwind(panic);
            }
        }
    }

    /// The same where somebody else, who is no helper, may make it so.
    pub(crate) fn wait_until_stirred(&self, enough: impl Fn() -> bool) {
        self.caller.door.wait_until(enough);
    }

    /// Runs something that may wait for what helpers do: it is their regions that it
    /// [helps inside](crate::pool::help_inside) meanwhile. So do they in its regions, unless those are in one
    /// around this, whose threads do.
    pub(crate) fn awaiting<R>(&self, part: impl FnOnce() -> R) -> R {
        let door = Arc::clone(&self.caller.door);
        if here::door().is_none() {
            let _inside = here::stay_at(door);
            return part();
        }
        let _awaiting = here::await_inside(door);
        part()
    }

    /// Calls one more worker, for a helper that there would be no thread for otherwise.
    pub(crate) fn call_besides(&self) {
        if !fork::is_child() {
            pool().summon_besides();
        }
    }

    /// Whether no helper is there.
    pub(crate) fn have_left(&self) -> bool {
        self.caller.door.is_left()
    }

    /// Waits until it is `enough`, as long as a helper is there, or on its way; but longer than that takes
    /// on a busy machine, and it does not come. Says whether it is.
    pub(crate) fn await_helpers(&self, enough: impl Fn() -> bool) -> bool {
        let mut patience = Patience::start();
        while !enough() {
            let nobody = self.have_left() && !self.may_come();
            if nobody || !patience.once() {
                return false;
            }
        }
        true
    }

    /// Whether a helper was called that has not come, but may.
    fn may_come(&self) -> bool {
        let door = &self.caller.door;
        let is_called = door.room() > 0;
        is_called
            && may_be_shared()
            && pool().admits(door.expected)
            && places_left(door.scope()) > 0
    }

    fn end(&mut self) -> Option<Payload> {
        self.end_but(|| 0)
    }

    /// As `end`, but does not wait for so many helpers.
    fn end_but(&mut self, helpers: impl Fn() -> usize) -> Option<Payload> {
        if std::mem::replace(&mut self.over, true) {
            return None;
        }
        // C2. As in `OpenRegion::close`, nothing here panics, and until then the doors stay on their desks.
        let Caller { door, desks } = &self.caller;
        let panic = door.run_down_but(helpers);
        let desks = std::mem::take(&mut *desks.lock());
        desks.iter().for_each(|desk| desk.remove(door));
        panic
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        if let Some(panic) = self.end() {
            let_go(panic);
        }
    }
}

/// On a helper's thread: makes the owner of its crew look whether it is enough.
pub(crate) fn stir_owner() {
    if let Some(door) = here::door() {
        door.stir();
    }
}
