//! What a thread is at: which recording its calls belong to, and which call they are nested in.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::log::Log;
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
pub(super) struct Here {
    thread: RefCell<Option<Thread>>,
    pub(super) at: RefCell<At>,
    pub(super) depth: Cell<u32>,
}

/// What the calls of a thread belong to.
#[derive(Default)]
pub(super) struct At {
    recorder: Option<Arc<Recorder>>,
    /// The consumer that was called, and has not come to its items yet.
    pub(super) open: Option<Arc<Log>>,
    /// The one that it is at the items of.
    pub(super) items_of: Option<Arc<Log>>,
}

thread_local! {
    pub(super) static HERE: Here = Here::default();
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
    pub(super) fn items_of(log: &Arc<Log>) -> Self {
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
            back_to(*before);
        }
    }
}

#[cold]
fn back_to((at, depth): (At, u32)) {
    let last = HERE.try_with(|here| {
        here.depth.set(depth);
        here.at.replace(at)
    });
    drop(last);
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
