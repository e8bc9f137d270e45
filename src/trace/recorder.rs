//! Recordings: what calls are handed over to when they have ended.

use crate::sync::Instant;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::call::Call;
use super::thread::{self, Inside};
use super::{Trace, program};

/// How many calls a recording keeps: some hundred bytes each, a few dozen megabytes together. More are
/// counted.
const MOST_CALLS: usize = 1 << 16;

/// How many recordings are under way, on all threads. The one of the whole program is counted until it is
/// known that nobody has asked for it.
static RECORDINGS: AtomicUsize = AtomicUsize::new(1);

/// Whether anything is being recorded: all that a call costs otherwise.
#[inline]
pub(crate) fn any() -> bool {
    RECORDINGS.load(Ordering::Relaxed) > 0
}

/// Nobody has asked for a recording of the whole program.
pub(super) fn one_less() {
    RECORDINGS.fetch_sub(1, Ordering::Relaxed);
}

/// Nanoseconds since the first time that this was asked.
pub(super) fn now() -> u64 {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    // Never 0, which stands for something that has not happened.
    u64::try_from(FIRST.elapsed().as_nanos()).map_or(u64::MAX, |nanos| nanos + 1)
}

#[derive(Debug)]
pub(super) struct Recorder {
    began: u64,
    /// Nothing once it has ended.
    calls: Mutex<Option<Kept>>,
    /// The recording around this one.
    around: Option<Arc<Recorder>>,
}

#[derive(Debug, Default)]
struct Kept {
    calls: Vec<Call>,
    left_out: usize,
}

impl Recorder {
    pub(super) fn new(around: Option<Arc<Recorder>>) -> Recorder {
        Recorder {
            began: now(),
            calls: Mutex::new(Some(Kept::default())),
            around,
        }
    }

    /// A call has ended.
    pub(super) fn add(&self, call: Call) {
        if let Some(around) = &self.around {
            around.add(call.clone());
        }
        let mut kept = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = &mut *kept {
            match kept.calls.len() < MOST_CALLS {
                true => kept.calls.push(call),
                false => kept.left_out += 1,
            }
        }
    }

    /// Ends the recording. What ends later is not in it.
    pub(super) fn end(&self) -> Trace {
        let ended = now();
        let kept = self
            .calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Kept {
            mut calls,
            left_out,
        } = kept.unwrap_or_default();
        for call in &mut calls {
            call.count_from(self.began);
        }
        calls.sort_by_key(|call| call.began);
        Trace {
            calls,
            nanos: ended - self.began,
            left_out,
        }
    }
}

/// Calls `f`, and records the calls of consumers that it makes.
///
/// That is, those that `f` makes on this thread, those that their items make, on whichever thread, and
/// those of the tasks that it spawns, as far as they have ended when `f` returns. What other threads do
/// meanwhile is not in it, and two recordings on two threads do not mix. A recording within another is a
/// part of that, too.
///
/// Calls and pieces take a little longer while they are recorded. Of a call, 16,384 pieces a thread are kept,
/// and neighbours put together where there are more; of a recording, 65,536 calls, and the others counted.
///
/// ```
/// use abreast::prelude::*;
///
/// let (sum, trace) = abreast::record(|| (0..1000).par_map(|x| x * x).sum::<u64>());
/// assert_eq!(sum, 332_833_500);
/// assert_eq!(trace.calls()[0].items(), 1000);
/// println!("{trace}");
/// ```
///
/// # Panics
///
/// With the panic of `f`. Then there is no trace.
pub fn record<R>(f: impl FnOnce() -> R) -> (R, Trace) {
    // Before this one is counted.
    program::ask();
    let recorder = Arc::new(Recorder::new(thread::recorder()));
    let counted = Counted::new();
    let inside = Inside::of_recording(Arc::clone(&recorder));
    let result = f();
    drop(inside);
    drop(counted);
    (result, recorder.end())
}

/// One more recording is under way.
struct Counted;

impl Counted {
    fn new() -> Counted {
        RECORDINGS.fetch_add(1, Ordering::Relaxed);
        Counted
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        one_less();
    }
}
