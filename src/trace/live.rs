//! What is noted of a call while it runs.
//!
//! Each thread notes its pieces in a [`Part`] of its own, and hands that over when it leaves the call. A
//! call hands itself over to its recording when nothing holds it any more: the consumer, or the stream that
//! it has returned. (A stream says itself that it has ended: it leaves a thread behind that asks its source.)

use std::sync::Arc;

use super::call::{Begun, For, Piece, Seat};
use super::log::Log;
use super::recorder::now;
use super::thread::{Inside, Thread};

/// How many pieces of one thread are kept of one call. Where there are more, neighbours are put together,
/// again and again: 24 bytes each, so that a thread takes at most 400 kB. A screen shows some thousands.
pub(super) const MOST_PIECES: usize = 1 << 14;

/// A call, as the engine sees it: nothing, unless it is recorded.
#[derive(Clone)]
pub(crate) struct Traced(pub(super) Option<Arc<Log>>);

impl Traced {
    /// One that is not recorded.
    #[inline]
    pub(crate) fn none() -> Traced {
        Traced(None)
    }

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
            log.begun(how);
        }
    }

    /// Helpers are called.
    pub(crate) fn shared(&self) {
        if let Some(log) = &self.0 {
            log.shared();
        }
    }

    /// The calling thread has waited for the helpers since it had nothing more to do.
    pub(crate) fn helpers_left(&self) {
        if let Some(log) = &self.0 {
            log.helpers_left();
        }
    }

    /// The call has ended, whoever still holds it: what they do is not in the recording.
    pub(crate) fn end(&self) {
        if let Some(log) = &self.0 {
            log.end();
        }
    }

    /// Items are left out, since the sequence has ended.
    #[inline]
    pub(crate) fn ends_early(&self) {
        if let Some(log) = &self.0 {
            log.ends_early();
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
    fn hand_over(&mut self) {
        self.end();
        let next = Seat::new(self.seat.thread.clone());
        self.log.add(std::mem::replace(&mut self.seat, next));
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
    /// In a call that is not recorded.
    #[inline]
    pub(crate) fn none() -> Part {
        Part(None)
    }

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

    /// It waits no longer for a piece. If its items had to be made, that took so many nanoseconds, and the
    /// rest was its turn to come.
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

impl Part {
    /// Hands over what was noted so far: it may be long before there is more.
    #[inline]
    pub(crate) fn hand_over(&mut self) {
        if let Some(noted) = &mut self.0 {
            noted.hand_over();
        }
    }
}

/// Hands over what was noted.
impl Drop for Part {
    #[inline]
    fn drop(&mut self) {
        self.hand_over();
    }
}
