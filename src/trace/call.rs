//! What is known of a call that has ended. All times are nanoseconds since the recording began.

use std::panic::Location;

use super::thread::Thread;

/// How a call was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begun {
    /// By the calling thread alone, since calls of this loop are over before it would pay to tell anybody.
    Quick,
    /// By the calling thread alone, with a look at the clock now and then, and others called if that was
    /// worth it.
    Alone,
    /// With others, who were called at once.
    Shared,
}

/// What a thread waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum For {
    /// An iterator, which made items for it.
    Source,
    /// Its turn to be dealt items by an iterator.
    Turn,
    /// The last pieces of the others, or the results that are to come next.
    Helpers,
    /// Room in a stream's window.
    Window,
}

/// A call of a consumer.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) consumer: &'static str,
    pub(super) at: &'static Location<'static>,
    pub(super) caller: Thread,
    pub(super) depth: u32,
    pub(super) allowed: usize,
    pub(super) began: u64,
    pub(super) ended: u64,
    pub(super) begun: Begun,
    pub(super) shared: Option<u64>,
    pub(super) ended_early: bool,
    /// How many pieces were only dropped, each of which was counted as an item.
    pub(super) dropped: usize,
    pub(super) panicked: bool,
    pub(super) seats: Vec<Seat>,
}

/// One thread's part in a call.
#[derive(Clone, Debug)]
pub struct Seat {
    pub(super) thread: Thread,
    pub(super) pieces: Vec<Piece>,
    waits: [u64; 4],
}

/// What a thread did between two looks at the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// When it was begun.
    pub from: u64,
    /// When it was done.
    pub to: u64,
    /// How many items it had.
    pub items: usize,
}

impl Piece {
    /// How many nanoseconds it took.
    pub fn nanos(&self) -> u64 {
        self.to - self.from
    }
}

impl Call {
    /// The name of the consumer, such as `collect_vec`.
    pub fn consumer(&self) -> &'static str {
        self.consumer
    }

    /// The file in which it was called.
    pub fn file(&self) -> &'static str {
        self.at.file()
    }

    /// The line in which it was called.
    pub fn line(&self) -> u32 {
        self.at.line()
    }

    /// When it began.
    pub fn began(&self) -> u64 {
        self.began
    }

    /// When it ended; that of a stream, when that was dropped.
    pub fn ended(&self) -> u64 {
        self.ended
    }

    /// How many nanoseconds it took.
    pub fn nanos(&self) -> u64 {
        self.ended - self.began
    }

    /// How many items were done, as the source counts them.
    pub fn items(&self) -> usize {
        let items = |seat: &Seat| seat.items();
        let all = self.seats.iter().map(items).fold(0, usize::saturating_add);
        all.saturating_sub(self.dropped)
    }

    /// How many nanoseconds an item took, on the thread that did it; nothing if there was none.
    pub fn nanos_an_item(&self) -> Option<f64> {
        let items = self.items();
        (items > 0).then(|| self.busy() as f64 / items as f64)
    }

    /// How many nanoseconds all threads together were at work.
    pub fn busy(&self) -> u64 {
        self.seats.iter().map(Seat::busy).sum()
    }

    /// How it was begun.
    pub fn begun(&self) -> Begun {
        self.begun
    }

    /// When others were called to help, if they were.
    pub fn shared(&self) -> Option<u64> {
        self.shared
    }

    /// How many threads were allowed to work on it.
    pub fn allowed(&self) -> usize {
        self.allowed
    }

    /// Whether items were left out, since the sequence had ended: by an error, a match, a panic, or a
    /// [stop](crate::Par::until).
    pub fn ended_early(&self) -> bool {
        self.ended_early
    }

    /// Whether it ended in a panic.
    pub fn panicked(&self) -> bool {
        self.panicked
    }

    /// The threads that took part, and what each did.
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// What the name of the thread is that called it.
    pub fn thread(&self) -> &str {
        &self.caller.name
    }

    /// Times count from this one on.
    pub(super) fn count_from(&mut self, start: u64) {
        let pieces = self.seats.iter_mut().flat_map(|seat| &mut seat.pieces);
        let pieces = pieces.flat_map(|piece| [&mut piece.from, &mut piece.to]);
        let own = [&mut self.began, &mut self.ended];
        for time in pieces.chain(own).chain(&mut self.shared) {
            *time = time.saturating_sub(start);
        }
    }
}

impl Seat {
    pub(super) fn new(thread: Thread) -> Seat {
        Seat {
            thread,
            pieces: Vec::new(),
            waits: [0; 4],
        }
    }

    /// The name of the thread.
    pub fn thread(&self) -> &str {
        &self.thread.name
    }

    /// What it did, piece after piece.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// How many items it did.
    pub fn items(&self) -> usize {
        let items = self.pieces.iter().map(|piece| piece.items);
        items.fold(0, usize::saturating_add)
    }

    /// How many nanoseconds it was at work.
    pub fn busy(&self) -> u64 {
        self.pieces.iter().map(Piece::nanos).sum()
    }

    /// How many nanoseconds it waited for this.
    pub fn waited(&self, what: For) -> u64 {
        self.waits[what as usize]
    }

    pub(super) fn wait(&mut self, what: For, nanos: u64) {
        self.waits[what as usize] += nanos;
    }

    /// The same thread has done more.
    pub(super) fn append(&mut self, more: Seat, most: usize) {
        self.pieces.extend(more.pieces);
        while self.pieces.len() > most {
            super::live::halve(&mut self.pieces);
        }
        for (known, more) in self.waits.iter_mut().zip(more.waits) {
            *known += more;
        }
    }
}
