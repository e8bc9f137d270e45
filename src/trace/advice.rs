//! What a call's numbers say to whoever wonders why it was not faster: a pure function.

#[cfg(test)]
mod tests;
mod words;

use super::call::{Begun, Call, For, Seat};
pub(super) use words::Time;

/// Nanoseconds an item below which a loop on one thread is as fast, or nearly: to tell another thread of it
/// costs some microseconds, which is hundreds of such items.
const CHEAP: f64 = 100.0;

/// A call of fewer nanoseconds is over when helpers are awake: waking them takes some dozens of microseconds.
const SHORT: f64 = 50_000.0;

/// The part of a call from which on something is the reason why it was not faster: a third of the time is
/// what makes a call half as long again, which is seen.
const MUCH: f64 = 1.0 / 3.0;

/// How many times the mean an item takes that is heavy.
const HEAVY: f64 = 4.0;

/// How many times as long an item takes with others at work as alone, if they are in each other's way:
/// memory and the clock of a processor that is busy throughout explain half as much again.
const IN_THE_WAY: f64 = 1.6;

/// The speed-up a thread from which on there is nothing to be said.
const GOOD: f64 = 0.7;

/// What a call comes to, in numbers. Times are nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// How many threads were allowed, and took part.
    pub(super) allowed: usize,
    pub(super) threads: usize,
    pub(super) items: usize,
    pub(super) nanos: f64,
    /// At work, all threads together.
    pub(super) busy: f64,
    pub(super) shared: bool,
    /// An item, while the calling thread was alone, and while there were others; 0 if that is not known.
    pub(super) alone_each: f64,
    pub(super) shared_each: f64,
    /// The longest piece, and how many items it has.
    pub(super) longest: f64,
    pub(super) longest_items: usize,
    /// From the call for help to the first piece of a helper, if there was one.
    pub(super) late: f64,
    /// What all threads waited for.
    pub(super) source: f64,
    pub(super) window: f64,
    /// What the calling thread waited for.
    pub(super) helpers: f64,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Advice {
    OneThread,
    Nothing,
    SlowSource { percent: f64 },
    HeavyItem { percent: f64, of: usize },
    TooFew { items: usize, threads: usize },
    TooCheap { nanos: f64 },
    Short { nanos: f64 },
    Late { nanos: f64 },
    InTheWay { times: f64 },
    FullWindow,
    LastPieces { percent: f64 },
    Good,
    Few { threads: f64 },
}

impl Numbers {
    pub(super) fn of(call: &Call) -> Numbers {
        let pieces = || call.seats.iter().flat_map(Seat::pieces);
        let shared = call.shared.unwrap_or(u64::MAX);
        let each = |is_shared: bool| {
            let these = pieces().filter(|piece| (piece.from >= shared) == is_shared);
            let (nanos, items) = these.fold((0, 0), |(nanos, items), piece| {
                (nanos + piece.nanos(), items + piece.items)
            });
            if items > 0 {
                nanos as f64 / items as f64
            } else {
                0.0
            }
        };
        // (One without items is no item's: a merge, say.)
        let with_items = pieces().filter(|piece| piece.items > 0);
        let longest = with_items.max_by_key(|piece| piece.nanos());
        let helpers = call
            .seats
            .iter()
            .filter(|seat| seat.thread.id != call.caller.id);
        let came = helpers
            .filter_map(|seat| seat.pieces.first())
            .map(|piece| piece.from)
            .min();
        let waited = |what| call.seats.iter().map(|seat| seat.waited(what)).sum::<u64>() as f64;
        let owner = call
            .seats
            .iter()
            .find(|seat| seat.thread.id == call.caller.id);
        Numbers {
            allowed: call.allowed,
            threads: call
                .seats
                .iter()
                .filter(|seat| !seat.pieces.is_empty())
                .count(),
            items: call.items(),
            nanos: call.nanos() as f64,
            busy: call.busy() as f64,
            shared: call.shared.is_some(),
            alone_each: each(false),
            shared_each: each(true),
            longest: longest.map_or(0.0, |piece| piece.nanos() as f64),
            longest_items: longest.map_or(0, |piece| piece.items),
            late: came.map_or(0.0, |came| came.saturating_sub(shared) as f64),
            source: waited(For::Source) + waited(For::Turn),
            window: waited(For::Window),
            helpers: owner.map_or(0.0, |seat| seat.waited(For::Helpers) as f64),
        }
    }

    /// How many times as fast it was as the same items one after the other.
    pub(super) fn speed_up(&self) -> f64 {
        self.busy / self.nanos.max(1.0)
    }
}

/// The first of these that holds: what hides the others comes before them.
pub(super) fn advice(n: &Numbers) -> Advice {
    let part = |nanos: f64| nanos / n.nanos.max(1.0);
    let there = (n.busy + n.source + n.window).max(1.0);
    let each = n.busy / n.items.max(1) as f64;
    if n.items == 0 {
        return Advice::Nothing;
    }
    if n.allowed < 2 {
        return Advice::OneThread;
    }
    let in_the_way = n.alone_each > 0.0 && n.shared_each >= IN_THE_WAY * n.alone_each;
    if n.threads >= 2 && n.speed_up() >= GOOD * n.allowed as f64 && !in_the_way {
        return Advice::Good;
    }
    if n.source / there > MUCH {
        return Advice::SlowSource {
            percent: 100.0 * n.source / there,
        };
    }
    let longest_each = n.longest / n.longest_items.max(1) as f64;
    let others = (n.busy - n.longest) / n.items.saturating_sub(n.longest_items).max(1) as f64;
    let heavy = n.items > 1 && n.nanos >= SHORT && longest_each > HEAVY * others;
    let heavy = heavy && part(n.longest) > MUCH;
    if each < CHEAP && n.speed_up() < 2.0 && !heavy {
        return Advice::TooCheap { nanos: each };
    }
    if n.nanos < SHORT && !n.shared {
        return Advice::Short { nanos: n.nanos };
    }
    if n.items < n.allowed {
        return Advice::TooFew {
            items: n.items,
            threads: n.allowed,
        };
    }
    if heavy {
        let (percent, of) = (100.0 * part(n.longest), n.longest_items);
        return Advice::HeavyItem { percent, of };
    }
    if n.shared && part(n.late) > MUCH {
        return Advice::Late { nanos: n.late };
    }
    if n.threads >= 2 && in_the_way {
        return Advice::InTheWay {
            times: n.shared_each / n.alone_each,
        };
    }
    if part(n.helpers) > MUCH {
        return Advice::LastPieces {
            percent: 100.0 * part(n.helpers),
        };
    }
    if n.window > 0.0 {
        return Advice::FullWindow;
    }
    Advice::Few {
        threads: n.speed_up(),
    }
}

impl Call {
    /// What to do to make it faster, in words, as far as its numbers tell.
    pub fn advice(&self) -> String {
        let numbers = Numbers::of(self);
        match (self.begun, advice(&numbers)) {
            (Begun::Quick, Advice::Few { .. }) => Advice::Short {
                nanos: numbers.nanos,
            }
            .to_string(),
            (_, advice) => advice.to_string(),
        }
    }
}
