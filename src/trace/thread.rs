//! What a thread is at: which recording its calls belong to, and which call they are nested in.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::live::{Log, Traced};
use super::recorder::{Recorder, any};

/// A thread: its name, and a number that no other has.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) id: u32,
    pub(super) name: Arc<str>,
}

impl Thread {
    pub(super) fn this() -> Thread {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let make = || {
            let id = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = match std::thread::current().name() {
                Some(name) => name.into(),
                None => format!("thread {id}").into(),
            };
            Thread { id, name }
        };
        let known = HERE.try_with(|here| here.thread.borrow_mut().get_or_insert_with(make).clone());
        known.unwrap_or_else(|_| make())
    }
}

#[derive(Default)]
struct Here {
    thread: RefCell<Option<Thread>>,
    at: RefCell<At>,
    depth: Cell<u32>,
}

/// What the calls of a thread belong to.
#[derive(Default)]
struct At {
    recorder: Option<Arc<Recorder>>,
    /// The consumer that was called, and has not come to its items yet.
    open: Option<Arc<Log>>,
    /// The one that it is at the items of.
    items_of: Option<Arc<Log>>,
}

thread_local! {
    static HERE: Here = Here::default();
}

/// The recording that calls of this thread belong to.
pub(super) fn recorder() -> Option<Arc<Recorder>> {
    let own = HERE.try_with(|here| here.at.borrow().recorder.clone());
    own.ok().flatten().or_else(super::program::recorder)
}

/// Until this is dropped, the thread is at something else.
pub(crate) struct Inside<'t> {
    before: Option<Box<(At, u32)>>,
    /// Not for another thread.
    own: PhantomData<(&'t (), *const ())>,
}

impl Inside<'_> {
    /// At the items of this call.
    #[inline]
    pub(super) fn of(log: Option<&Arc<Log>>) -> Self {
        match log {
            Some(log) => Inside::items_of(log),
            None => Inside {
                before: None,
                own: PhantomData,
            },
        }
    }

    #[cold]
    fn items_of(log: &Arc<Log>) -> Self {
        let at = At {
            recorder: Some(Arc::clone(&log.recorder)),
            open: None,
            items_of: Some(Arc::clone(log)),
        };
        Inside::at(at, log.depth + 1)
    }

    /// At what belongs to this recording.
    pub(super) fn of_recording(recorder: Arc<Recorder>) -> Self {
        let at = At {
            recorder: Some(recorder),
            ..At::default()
        };
        Inside::at(at, 0)
    }

    fn at(at: At, depth: u32) -> Self {
        let before = HERE.try_with(|here| (here.at.replace(at), here.depth.replace(depth)));
        Inside {
            before: before.ok().map(Box::new),
            own: PhantomData,
        }
    }
}

impl Drop for Inside<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            back_to(before);
        }
    }
}

#[cold]
fn back_to(before: Box<(At, u32)>) {
    let (at, depth) = *before;
    let last = HERE.try_with(|here| {
        here.depth.set(depth);
        here.at.replace(at)
    });
    drop(last);
}

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
#[inline]
pub(crate) fn enter_here() -> Entered {
    match any() {
        true => entered(),
        false => Entered(None),
    }
}

#[cold]
fn entered() -> Entered {
    let traced = found();
    let Some(log) = &traced.0 else {
        return Entered(None);
    };
    let _inside = Inside::items_of(log);
    Entered(Some(Box::new(Items { _inside, traced })))
}

/// At the items of a call: nothing, unless that is recorded. (So that one look at this is enough.)
pub(crate) struct Entered(Option<Box<Items>>);

struct Items {
    /// Ends first.
    _inside: Inside<'static>,
    traced: Traced,
}

impl Entered {
    #[inline]
    pub(crate) fn call(&self) -> &Traced {
        match &self.0 {
            Some(items) => &items.traced,
            None => &Traced(None),
        }
    }
}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        if let Some(items) = self.0.take() {
            leave(items);
        }
    }
}

#[cold]
fn leave(items: Box<Items>) {
    drop(items);
}

#[cold]
fn found() -> Traced {
    let open = HERE.try_with(|here| here.at.borrow().open.clone());
    Traced(open.ok().flatten())
}

/// What is to be called on whichever thread, with what this one is at.
#[inline]
pub(crate) fn inherited<T, F: FnOnce() -> T>(f: F) -> impl FnOnce() -> T {
    let here = if any() { at() } else { None };
    move || {
        let inside = here.map(|(at, depth)| Inside::at(at, depth));
        let result = f();
        drop(inside);
        result
    }
}

/// What this thread is at, if that is recorded.
#[cold]
fn at() -> Option<(At, u32)> {
    let recorder = Some(recorder()?);
    let own = HERE.try_with(|here| (here.at.borrow().open.clone(), here.depth.get()));
    let (open, depth) = own.unwrap_or_default();
    let at = At {
        recorder,
        open,
        items_of: None,
    };
    Some((at, depth))
}

/// All that is left of the call whose items this thread is at is not wanted. (That was dealt as one piece, which was
/// counted as an item.)
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
