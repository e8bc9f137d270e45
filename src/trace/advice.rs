//! What a call's numbers say to whoever wonders why it was not faster: a pure function.

use std::fmt;

use super::call::{Begun, Call, For, Seat};

/// Nanoseconds an item below which a loop on one thread is as fast, or nearly: to tell another thread of it costs some
/// microseconds, which is hundreds of such items.
const CHEAP: f64 = 100.0;

/// A call of fewer nanoseconds is over when helpers are awake: waking them takes some dozens of microseconds.
const SHORT: f64 = 50_000.0;

/// The part of a call from which on something is the reason why it was not faster: a third of the time is what makes a
/// call half as long again, which is seen.
const MUCH: f64 = 1.0 / 3.0;

/// How many times the mean an item takes that is heavy.
const HEAVY: f64 = 4.0;

/// How many times as long an item takes with others at work as alone, if they are in each other's way: memory and the
/// clock of a processor that is busy throughout explain half as much again.
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

/// A time that is easily read.
pub(super) struct Time(pub(super) f64);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, unit) = match self.0 {
            nanos if nanos < 1e3 => (nanos, "ns"),
            nanos if nanos < 1e6 => (nanos / 1e3, "µs"),
            nanos if nanos < 1e9 => (nanos / 1e6, "ms"),
            nanos => (nanos / 1e9, "s"),
        };
        let digits = match value {
            value if value >= 9.95 || unit == "ns" => 0,
            _ => 1,
        };
        f.pad(&format!("{value:.digits$} {unit}"))
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Advice::OneThread => write!(
                f,
                "one thread was allowed: see `with_threads` and `threads`"
            ),
            Advice::Nothing => write!(f, "no item was shared: there is nothing to be faster at"),
            Advice::SlowSource { percent } => write!(
                f,
                "the source took {percent:.0} % of the time: items come from one iterator, one thread at a time; make \
                 them from a slice or a range, or move work from the iterator into the map"
            ),
            Advice::HeavyItem { percent, of: 0 | 1 } => {
                write!(f, "one item took {percent:.0} % of the call: split it")
            }
            Advice::HeavyItem { percent, of } => write!(
                f,
                "one piece of {of} items took {percent:.0} % of the call: split its items, or let fewer be dealt at a \
                 time (`max_len`)"
            ),
            Advice::TooFew { items, threads } => write!(
                f,
                "{items} items for {threads} threads: the others have nothing to do; make the items smaller"
            ),
            Advice::TooCheap { nanos } => {
                write!(f, "{nanos:.0} ns an item: a plain loop would be as fast")
            }
            Advice::Short { nanos } => {
                write!(f, "over after {}: too short to be shared", Time(nanos))
            }
            Advice::Late { nanos } => write!(
                f,
                "helpers came {} late: the call is too short to share, or the processors were busy",
                Time(nanos)
            ),
            Advice::InTheWay { times } => write!(
                f,
                "an item took {times:.1} times as long with others at work as alone: do the items take the same lock, \
                 or is there more than memory can deliver?"
            ),
            Advice::FullWindow => write!(
                f,
                "helpers left, since the window was full: whoever takes the results is slower than they are made"
            ),
            Advice::LastPieces { percent } => write!(
                f,
                "the calling thread waited {percent:.0} % of the call for the others: the last items are heavier, or a \
                 processor was busy with something else"
            ),
            Advice::Good => write!(f, "good: the threads were at work nearly all the time"),
            Advice::Few { threads } => write!(
                f,
                "{threads:.1} threads were at work on average: nothing stands out; is the machine busy?"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD_ONE: Numbers = Numbers {
        allowed: 4,
        threads: 4,
        items: 1000,
        nanos: 2.6e6,
        busy: 1e7,
        shared: true,
        alone_each: 10_000.0,
        shared_each: 10_000.0,
        longest: 50_000.0,
        longest_items: 5,
        late: 20_000.0,
        source: 0.0,
        window: 0.0,
        helpers: 30_000.0,
    };

    /// Programs of which it is known why they are not faster, and how that begins which they are told.
    #[test]
    fn each_program_hears_what_is_the_matter_with_it() {
        let good = GOOD_ONE;
        let table = [
            ("even and good", good, "good: "),
            (
                "too cheap",
                Numbers {
                    nanos: 42_000.0,
                    busy: 40_000.0,
                    threads: 1,
                    shared: false,
                    longest: 10_000.0,
                    longest_items: 250,
                    alone_each: 40.0,
                    shared_each: 0.0,
                    late: 0.0,
                    helpers: 0.0,
                    ..good
                },
                "40 ns an item: a plain loop would be as fast",
            ),
            (
                "one heavy item",
                Numbers {
                    nanos: 1e7,
                    busy: 1.5e7,
                    longest: 6e6,
                    longest_items: 1,
                    helpers: 5e6,
                    ..good
                },
                "one item took 60 % of the call: split it",
            ),
            (
                "a piece with a heavy item",
                Numbers {
                    nanos: 1e7,
                    busy: 1.5e7,
                    longest: 6e6,
                    longest_items: 4,
                    helpers: 5e6,
                    ..good
                },
                "one piece of 4 items took 60 % of the call",
            ),
            (
                "slow source",
                Numbers {
                    nanos: 1e7,
                    busy: 4e6,
                    source: 1.6e7,
                    ..good
                },
                "the source took 80 % of the time: items come from one iterator",
            ),
            (
                "a lock held by all",
                Numbers {
                    nanos: 1e7,
                    busy: 3.9e7,
                    shared_each: 39_000.0,
                    ..good
                },
                "an item took 3.9 times as long with others at work as alone: do the items take the same lock",
            ),
            (
                "too few items",
                Numbers {
                    allowed: 16,
                    items: 3,
                    threads: 3,
                    nanos: 4e6,
                    busy: 9e6,
                    longest: 3.1e6,
                    longest_items: 1,
                    alone_each: 0.0,
                    shared_each: 3e6,
                    ..good
                },
                "3 items for 16 threads: ",
            ),
            (
                "helpers late",
                Numbers {
                    nanos: 100_000.0,
                    busy: 120_000.0,
                    items: 100,
                    late: 50_000.0,
                    alone_each: 1_200.0,
                    shared_each: 1_200.0,
                    longest: 8_000.0,
                    longest_items: 7,
                    ..good
                },
                "helpers came 50 µs late: the call is too short to share",
            ),
            (
                "short, of heavier items",
                Numbers {
                    nanos: 30_000.0,
                    busy: 30_000.0,
                    items: 10,
                    threads: 1,
                    shared: false,
                    alone_each: 3_000.0,
                    shared_each: 0.0,
                    longest: 4_000.0,
                    longest_items: 1,
                    late: 0.0,
                    helpers: 0.0,
                    ..good
                },
                "over after 30 µs: too short to be shared",
            ),
            (
                "a slow taker of a stream",
                Numbers {
                    nanos: 1e7,
                    busy: 8e6,
                    window: 2.4e7,
                    ..good
                },
                "helpers left, since the window was full",
            ),
            (
                "heavier at the end",
                Numbers {
                    nanos: 1e7,
                    busy: 2e7,
                    helpers: 5e6,
                    longest: 6e5,
                    ..good
                },
                "the calling thread waited 50 % of the call for the others",
            ),
            (
                "one thread",
                Numbers {
                    allowed: 1,
                    threads: 1,
                    ..good
                },
                "one thread was allowed",
            ),
            (
                "no items",
                Numbers {
                    items: 0,
                    threads: 0,
                    busy: 0.0,
                    ..good
                },
                "no item",
            ),
            (
                "nothing stands out",
                Numbers { nanos: 5e6, ..good },
                "2.0 threads were at work on average",
            ),
        ];
        for (name, numbers, says) in table {
            let said = advice(&numbers).to_string();
            assert!(said.starts_with(says), "{name}: {said}");
        }
    }

    #[test]
    fn times_are_easily_read() {
        let table = [
            (0.0, "0 ns"),
            (999.0, "999 ns"),
            (1_500.0, "1.5 µs"),
            (12_345.0, "12 µs"),
            (9_960.0, "10 µs"),
            (2.5e6, "2.5 ms"),
            (3.21e9, "3.2 s"),
        ];
        for (nanos, text) in table {
            assert_eq!(Time(nanos).to_string(), text);
        }
    }
}
