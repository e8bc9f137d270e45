//! What is noted of a call while it runs.
//!
//! Each thread notes its pieces in a [`Part`] of its own, and hands that over when it leaves the call. A call hands
//! itself over to its recording when nothing holds it any more: the consumer, or the stream that it has returned.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::call::{Begun, Call, For, Piece, Seat};
use super::recorder::{Recorder, now};
use super::thread::{Inside, Thread};

/// How many pieces of one thread are kept of one call. Where there are more, neighbours are put together, again and
/// again: 24 bytes each, so that a thread takes at most 400 kB. A screen shows some thousands.
const MOST_PIECES: usize = 1 << 14;

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
        }
    }

    pub(super) fn drops_rest(&self) {
        self.early.store(true, Ordering::Relaxed);
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn panicked(&self) {
        self.panicked.store(true, Ordering::Relaxed);
    }

    /// Changes this thread's seat.
    fn seat(&self, thread: &Thread, change: impl FnOnce(&mut Seat)) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seats.iter().position(|seat| seat.thread.id == thread.id);
        let known = known.unwrap_or_else(|| {
            seats.push(Seat::new(thread.clone()));
            seats.len() - 1
        });
        change(&mut seats[known]);
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let seats = self.seats.get_mut().unwrap_or_else(PoisonError::into_inner);
        let shared = *self.shared.get_mut();
        self.recorder.add(Call {
            consumer: self.consumer,
            at: self.at,
            caller: self.thread.clone(),
            depth: self.depth,
            allowed: self.allowed,
            began: self.began,
            ended: now(),
            begun: match *self.begun.get_mut() {
                1 => Begun::Quick,
                2 => Begun::Shared,
                _ => Begun::Alone,
            },
            shared: (shared > 0).then_some(shared),
            ended_early: *self.early.get_mut(),
            dropped: *self.dropped.get_mut(),
            panicked: *self.panicked.get_mut(),
            seats: std::mem::take(seats),
        });
    }
}

/// A call, as the engine sees it: nothing, unless it is recorded.
#[derive(Clone)]
pub(crate) struct Traced(pub(super) Option<Arc<Log>>);

impl Traced {
    /// Calls that this thread makes from here on are nested in this one.
    pub(crate) fn enter(&self) -> Inside<'_> {
        Inside::of(self.0.as_ref())
    }

    /// This thread's part, from here on.
    #[inline]
    pub(crate) fn part(&self) -> Part {
        Part(self.0.as_ref().map(Noted::new))
    }

    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// How it is begun: what is said first holds.
    #[inline]
    pub(crate) fn begun(&self, how: Begun) {
        if let Some(log) = &self.0 {
            let how = match how {
                Begun::Quick => 1,
                Begun::Shared => 2,
                Begun::Alone => 3,
            };
            let _ = log
                .begun
                .compare_exchange(0, how, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// Helpers are called.
    pub(crate) fn shared(&self) {
        if let Some(log) = &self.0 {
            let _ = log
                .shared
                .compare_exchange(0, now(), Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// The calling thread has waited for the helpers since it had nothing more to do.
    pub(crate) fn helpers_left(&self) {
        if let Some(log) = &self.0 {
            let nanos = now().saturating_sub(log.left.load(Ordering::Relaxed));
            log.seat(&log.thread, |seat| seat.wait(For::Helpers, nanos));
        }
    }

    /// Items are left out, since the sequence has ended.
    #[inline]
    pub(crate) fn ends_early(&self) {
        if let Some(log) = &self.0 {
            log.early.store(true, Ordering::Relaxed);
        }
    }
}

/// One thread's part in a call: nothing, unless that is recorded.
pub(crate) struct Part(Option<Box<Noted>>);

struct Noted {
    log: Arc<Log>,
    seat: Seat,
    /// The piece that it is at.
    piece: Option<Piece>,
    /// Since when it waits.
    waits: u64,
}

impl Noted {
    #[cold]
    fn new(log: &Arc<Log>) -> Box<Noted> {
        Box::new(Noted {
            log: Arc::clone(log),
            seat: Seat::new(Thread::this()),
            piece: None,
            waits: 0,
        })
    }

    #[cold]
    fn begin(&mut self) {
        let from = self.end();
        self.piece = Some(Piece {
            from,
            to: from,
            items: 0,
        });
    }

    /// Ends the piece, if there is one, and says when that was.
    #[cold]
    fn end(&mut self) -> u64 {
        let now = now();
        let Some(mut piece) = self.piece.take() else {
            return now;
        };
        piece.to = now;
        let pieces = &mut self.seat.pieces;
        if pieces.len() == MOST_PIECES {
            halve(pieces);
        }
        pieces.push(piece);
        now
    }

    #[cold]
    fn hand_over(mut self: Box<Self>) {
        self.end();
        let Noted { log, seat, .. } = *self;
        if seat.thread.id == log.thread.id {
            log.left.store(now(), Ordering::Relaxed);
        }
        let thread = seat.thread.clone();
        log.seat(&thread, |known| known.append(seat, MOST_PIECES));
    }
}

/// Puts neighbours together, two by two.
pub(super) fn halve(pieces: &mut Vec<Piece>) {
    let pairs = pieces.chunks(2).map(|pair| Piece {
        from: pair[0].from,
        to: pair[pair.len() - 1].to,
        items: pair.iter().map(|piece| piece.items).sum(),
    });
    *pieces = pairs.collect();
}

impl Part {
    /// It is at a piece from here on, or, before that ends, at one more.
    #[inline]
    pub(crate) fn begin(&mut self) {
        if let Some(noted) = &mut self.0 {
            noted.begin();
        }
    }

    /// The piece has so many more items.
    #[inline]
    pub(crate) fn add(&mut self, items: usize) {
        if let Some(piece) = self.0.as_mut().and_then(|noted| noted.piece.as_mut()) {
            piece.items = piece.items.saturating_add(items);
        }
    }

    /// The piece has no more than so many items, whatever was said of it before.
    #[inline]
    pub(crate) fn has_at_most(&mut self, items: impl FnOnce() -> usize) {
        if let Some(piece) = self.0.as_mut().and_then(|noted| noted.piece.as_mut()) {
            piece.items = piece.items.min(items());
        }
    }

    /// The piece is done, if there is one.
    #[inline]
    pub(crate) fn end(&mut self) {
        if let Some(noted) = &mut self.0 {
            noted.end();
        }
    }

    /// It waits from here on.
    #[inline]
    pub(crate) fn wait(&mut self) {
        if let Some(noted) = &mut self.0 {
            noted.waits = noted.end();
        }
    }

    /// It waits no longer.
    #[inline]
    pub(crate) fn waited(&mut self, what: For) {
        if let Some(noted) = &mut self.0 {
            let nanos = now() - noted.waits;
            noted.seat.wait(what, nanos);
        }
    }

    /// It waits no longer for a piece. If its items had to be made, that took so many nanoseconds, and the rest was
    /// its turn to come.
    #[inline]
    pub(crate) fn was_dealt(&mut self, makes: bool, making: f32) {
        if let Some(noted) = self.0.as_mut().filter(|_| makes) {
            let nanos = now() - noted.waits;
            let making = (making as u64).min(nanos);
            noted.seat.wait(For::Source, making);
            noted.seat.wait(For::Turn, nanos - making);
        }
    }
}

/// Hands over what was noted.
impl Drop for Part {
    #[inline]
    fn drop(&mut self) {
        if let Some(noted) = self.0.take() {
            noted.hand_over();
        }
    }
}
