//! Advice in words.

use std::fmt;

use super::Advice;

/// A time that is easily read.
pub(in crate::trace) struct Time(pub(in crate::trace) f64);

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
                "the source took {percent:.0} % of the time: items come from one iterator, one thread at a \
                 time; make them from a slice or a range, or move work from the iterator into the map"
            ),
            Advice::HeavyItem { percent, of: 0 | 1 } => {
                write!(f, "one item took {percent:.0} % of the call: split it")
            }
            Advice::HeavyItem { percent, of } => write!(
                f,
                "one piece of {of} items took {percent:.0} % of the call: split its items, or let fewer be \
                 dealt at a time (`max_len`)"
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
                "an item took {times:.1} times as long with others at work as alone: do the items take the \
                 same lock, or is there more than memory can deliver?"
            ),
            Advice::FullWindow => write!(
                f,
                "helpers left, since the window was full: whoever takes the results is slower than they are \
                 made"
            ),
            Advice::LastPieces { percent } => write!(
                f,
                "the calling thread waited {percent:.0} % of the call for the others: the last items are \
                 heavier, or a processor was busy with something else"
            ),
            Advice::Good => write!(f, "good: the threads were at work nearly all the time"),
            Advice::Few { threads } => write!(
                f,
                "{threads:.1} threads were at work on average: nothing stands out; is the machine busy?"
            ),
        }
    }
}
