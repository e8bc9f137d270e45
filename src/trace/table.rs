//! A trace in words: a line for each place in the source, and advice.

use std::collections::BTreeMap;
use std::fmt;

use super::advice::{Numbers, Time};
use super::{Call, Trace};

/// A consumer that is called at a place in the source.
pub(super) type Place = (&'static str, u32, &'static str);

/// The calls of one place.
pub(super) type Site<'t> = (Place, Vec<&'t Call>);

pub(super) fn place(call: &Call) -> Place {
    (call.file(), call.line(), call.consumer())
}

impl Trace {
    /// Calls by the place in the source that made them: what took longest comes first.
    pub(super) fn sites(&self) -> Vec<Site<'_>> {
        let mut sites = BTreeMap::<_, Vec<&Call>>::new();
        for call in &self.calls {
            sites.entry(place(call)).or_default().push(call);
        }
        let mut sites: Vec<_> = sites.into_iter().collect();
        let nanos = |(_, calls): &Site<'_>| calls.iter().map(|call| call.nanos()).sum::<u64>();
        sites.sort_by_key(|site| std::cmp::Reverse(nanos(site)));
        sites
    }
}

/// A line for each place in the source that made calls: what took longest comes first. Each is followed by
/// what to do about the longest of its calls.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sites = self.sites();
        let place = |((file, line, consumer), _): &Site<'_>| format!("{file}:{line} {consumer}");
        let places: Vec<_> = sites.iter().map(place).collect();
        let width = places
            .iter()
            .map(|place| place.chars().count())
            .max()
            .unwrap_or(0);
        writeln!(
            f,
            "{:width$} {:>7} {:>12} {:>9} {:>7} {:>8} {:>8} {:>8} {:>8}",
            "place",
            "calls",
            "items",
            "an item",
            "threads",
            "alone",
            "shared",
            "waiting",
            "speed-up"
        )?;
        for (place, (_, calls)) in places.iter().zip(&sites) {
            let numbers: Vec<_> = calls.iter().map(|call| Numbers::of(call)).collect();
            let sum = |of: &dyn Fn(&Numbers) -> f64| numbers.iter().map(of).sum::<f64>();
            let items = numbers
                .iter()
                .map(|n| n.items)
                .fold(0, usize::saturating_add);
            let alone = |call: &&Call| call.shared().unwrap_or(call.ended()) - call.began();
            let alone = calls.iter().map(alone).sum::<u64>() as f64;
            let (nanos, busy) = (sum(&|n| n.nanos), sum(&|n| n.busy));
            let threads = numbers.iter().map(|n| n.threads).max().unwrap_or(0);
            writeln!(
                f,
                "{place:width$} {:>7} {items:>12} {:>9} {threads:>7} {:>8} {:>8} {:>8} {:>8.1}",
                calls.len(),
                Time(busy / items.max(1) as f64),
                Time(alone),
                Time(nanos - alone),
                Time(sum(&|n| n.source + n.window + n.helpers)),
                busy / nanos.max(1.0),
            )?;
            if let Some(longest) = calls.iter().max_by_key(|call| call.nanos()) {
                writeln!(f, "    {}", longest.advice())?;
            }
            for (what, many) in [
                (
                    "ended early",
                    calls.iter().filter(|call| call.ended_early()).count(),
                ),
                (
                    "panicked",
                    calls.iter().filter(|call| call.panicked()).count(),
                ),
            ] {
                if many > 0 {
                    writeln!(f, "    {many} of {} {what}", calls.len())?;
                }
            }
        }
        if self.left_out > 0 {
            writeln!(f, "and {} calls that were not kept", self.left_out)?;
        }
        Ok(())
    }
}
