//! A call that is under way.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use super::call::{Begun, Call, For, Seat};
use super::live::MOST_PIECES;
use super::recorder::{Recorder, now};
use super::thread::Thread;

/// A call that is under way.
pub(super) struct Log {
    pub(super) recorder: Arc<Recorder>,
    pub(super) depth: u32,
    consumer: &'static str,
    at: &'static Location<'static>,
    thread: Thread,
    allowed: usize,
    began: u64,
    /// [`Begun`]; 0 while it is not begun.
    begun: AtomicU8,
    /// When helpers were called first; 0 before that.
    shared: AtomicU64,
    /// When the calling thread had nothing more to do.
    left: AtomicU64,
    early: AtomicBool,
    /// How many pieces were only dropped, each of which was counted as an item.
    dropped: AtomicUsize,
    panicked: AtomicBool,
    seats: Mutex<Vec<Seat>>,
    /// It was handed over.
    ended: AtomicBool,
}

impl Log {
    pub(super) fn new(
        recorder: Arc<Recorder>,
        depth: u32,
        consumer: &'static str,
        at: &'static Location<'static>,
        thread: Thread,
    ) -> Log {
        Log {
            recorder,
            depth,
            consumer,
            at,
            thread,
            allowed: crate::pool::current_threads(),
            began: now(),
            begun: AtomicU8::new(0),
            shared: AtomicU64::new(0),
            left: AtomicU64::new(0),
            early: AtomicBool::new(false),
            dropped: AtomicUsize::new(0),
            panicked: AtomicBool::new(false),
            seats: Mutex::default(),
            ended: AtomicBool::new(false),
        }
    }

    /// What is said first holds.
    #[cold]
    pub(super) fn begun(&self, how: Begun) {
        let how = match how {
            Begun::Quick => 1,
            Begun::Shared => 2,
            Begun::Alone => 3,
        };
        let _ = self.begun.compare_exchange(0, how, Relaxed, Relaxed);
    }

    #[cold]
    pub(super) fn shared(&self) {
        let _ = self.shared.compare_exchange(0, now(), Relaxed, Relaxed);
    }

    #[cold]
    pub(super) fn helpers_left(&self) {
        let nanos = now().saturating_sub(self.left.load(Relaxed));
        self.change_seat(&self.thread, |seat| seat.wait(For::Helpers, nanos));
    }

    #[cold]
    pub(super) fn ends_early(&self) {
        self.early.store(true, Relaxed);
    }

    pub(super) fn drops_rest(&self) {
        self.ends_early();
        self.dropped.fetch_add(1, Relaxed);
    }

    pub(super) fn panicked(&self) {
        self.panicked.store(true, Relaxed);
    }

    /// What a thread has done, which has nothing more to do now.
    pub(super) fn add(&self, seat: Seat) {
        if seat.thread.id == self.thread.id {
            self.left.store(now(), Relaxed);
        }
        let thread = seat.thread.clone();
        self.change_seat(&thread, |known| known.append(seat, MOST_PIECES));
    }

    fn change_seat(&self, thread: &Thread, change: impl FnOnce(&mut Seat)) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seats.iter().position(|seat| seat.thread.id == thread.id);
        let known = known.unwrap_or_else(|| {
            seats.push(Seat::new(thread.clone()));
            seats.len() - 1
        });
        change(&mut seats[known]);
    }

    /// Hands it over to its recording, unless that was done.
    pub(super) fn end(&self) {
        if self.ended.swap(true, Relaxed) {
            return;
        }
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = self.shared.load(Relaxed);
        self.recorder.add(Call {
            consumer: self.consumer,
            at: self.at,
            caller: self.thread.clone(),
            depth: self.depth,
            allowed: self.allowed,
            began: self.began,
            ended: now(),
            begun: match self.begun.load(Relaxed) {
                1 => Begun::Quick,
                2 => Begun::Shared,
                _ => Begun::Alone,
            },
            shared: (shared > 0).then_some(shared),
            ended_early: self.early.load(Relaxed),
            dropped: self.dropped.load(Relaxed),
            panicked: self.panicked.load(Relaxed),
            seats: std::mem::take(&mut *seats),
        });
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.end();
    }
}
