//! Calls of consumers, from outside: what this thread has opened, and what it is at the items of.

use std::panic::Location;
use std::sync::Arc;

use super::live::Traced;
use super::log::Log;
use super::recorder::any;
use super::thread::{HERE, Inside, Thread, recorder};

/// A call of a consumer, while that runs.
pub(crate) struct Consumer(Option<Box<Open>>);

/// One that is recorded, and not a part of another.
struct Open {
    log: Arc<Log>,
    /// A panic was on its way before.
    panicking: bool,
}

/// A consumer of this name is called, by whoever has called the function that this is called in.
#[inline]
#[track_caller]
pub(crate) fn consumer(name: &'static str) -> Consumer {
    match any() {
        true => open(name, Location::caller()),
        false => Consumer(None),
    }
}

/// By C's convention, which nothing unwinds through: so the chain need not be where that would drop it.
#[cold]
#[allow(improper_ctypes_definitions, reason = "it is called from here only")]
extern "C" fn open(name: &'static str, at: &'static Location<'static>) -> Consumer {
    let log = recorder().and_then(|recorder| {
        let log = HERE.try_with(|here| {
            let mut at_now = here.at.borrow_mut();
            if at_now.open.is_some() {
                return None;
            }
            let depth = here.depth.get();
            // (Its name needs the thread's place for it, not the one that is borrowed here.)
            let log = Arc::new(Log::new(recorder, depth, name, at, Thread::this()));
            at_now.open = Some(Arc::clone(&log));
            Some(log)
        });
        log.ok().flatten()
    });
    let panicking = std::thread::panicking();
    Consumer(log.map(|log| Box::new(Open { log, panicking })))
}

impl Drop for Consumer {
    #[inline]
    fn drop(&mut self) {
        if let Some(open) = self.0.take() {
            close(*open);
        }
    }
}

#[cold]
fn close(Open { log, panicking }: Open) {
    if std::thread::panicking() && !panicking {
        log.panicked();
    }
    let open = HERE.try_with(|here| here.at.borrow_mut().open.take());
    drop(open);
}

/// The call that this thread has opened and not come to the items of.
#[inline]
pub(crate) fn here() -> Traced {
    match any() {
        true => found(),
        false => Traced(None),
    }
}

/// The same, at whose items the thread is from here on.
pub(crate) fn enter_here() -> Entered {
    let traced = found();
    let Some(log) = &traced.0 else {
        return Entered(None);
    };
    let _inside = Inside::items_of(log);
    Entered(Some(Items { _inside, traced }))
}

/// At the items of a call: nothing, unless that is recorded.
pub(crate) struct Entered(Option<Items>);

struct Items {
    /// Ends first.
    _inside: Inside<'static>,
    traced: Traced,
}

impl Entered {
    pub(crate) fn call(&self) -> &Traced {
        match &self.0 {
            Some(items) => &items.traced,
            None => &Traced(None),
        }
    }
}

#[cold]
fn found() -> Traced {
    let open = HERE.try_with(|here| here.at.borrow().open.clone());
    Traced(open.ok().flatten())
}

/// All that is left of the call whose items this thread is at is not wanted. (That was dealt as one piece,
/// which was counted as an item.)
#[inline]
pub(crate) fn drops_rest() {
    if any() {
        drop_rest();
    }
}

#[cold]
fn drop_rest() {
    let log = HERE.try_with(|here| here.at.borrow().items_of.clone());
    if let Some(log) = log.ok().flatten() {
        log.drops_rest();
    }
}
