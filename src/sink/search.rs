//! Searches: the sequence ends where the first match is.

use super::gathered::{Batch, Gathered};
use super::{Run, Sink, pour};
use crate::drive::{Ends, Horizon, Options, Place};
use crate::source::Pieces;
use crate::sync::Arc;

/// What `find` makes of the chain's first item of which it makes anything.
pub(crate) fn first_match<P, R, F>(chain: P, mut options: Options, find: F) -> Option<R>
where
    P: Pieces + Sync,
    R: Send,
    F: Fn(P::Item) -> Option<R> + Sync,
{
    let horizon = Arc::clone(options.horizon.get_or_insert_default());
    let ends = Ends::new();
    let sink = FirstMatch {
        find,
        ends: &ends,
        horizon: &horizon,
    };
    pour(chain, &options, &sink);
    ends.into_first().0.map(|(_, found)| found)
}

struct FirstMatch<'e, F, R> {
    find: F,
    ends: &'e Ends<R>,
    horizon: &'e Horizon,
}

impl<T, R: Send, F: Fn(T) -> Option<R> + Sync> Sink<T> for FirstMatch<'_, F, R> {
    type Run<'s>
        = &'s Self
    where
        Self: 's;

    fn run(&self) -> &Self {
        self
    }
}

impl<T, R, F: Fn(T) -> Option<R>> Run<T> for &FirstMatch<'_, F, R> {
    #[inline]
    fn take(&mut self, place: Place, mut piece: impl Iterator<Item = T>) {
        if let Some(found) = piece.find_map(&self.find) {
            self.ends.add(place.range().start, found, self.horizon);
        }
    }
}

/// How many items come before the first one that is `wanted`.
pub(crate) fn position<P, F>(chain: P, mut options: Options, wanted: F) -> Option<usize>
where
    P: Pieces + Sync,
    F: Fn(P::Item) -> bool + Sync,
{
    let horizon = Arc::clone(options.horizon.get_or_insert_default());
    let (ends, passed) = (Ends::new(), Gathered::new());
    let sink = Position {
        wanted,
        passed: &passed,
        ends: &ends,
        horizon: &horizon,
    };
    pour(chain, &options, &sink);
    let (at, n) = ends.into_first().0?;
    let before = passed.into_parts().take_while(|part| part.start < at);
    Some(n + before.map(|part| part.batch.0).sum::<usize>())
}

struct Position<'e, F> {
    wanted: F,
    /// The items in pieces without a match.
    passed: &'e Gathered<Tally>,
    ends: &'e Ends<usize>,
    horizon: &'e Horizon,
}

/// How many items there were.
#[derive(Default)]
pub(crate) struct Tally(pub(crate) usize);

impl<T> Batch<T> for Tally {
    #[inline]
    fn extend(&mut self, items: impl Iterator<Item = T>) {
        self.0 += items.count();
    }
}

impl<T, F: Fn(T) -> bool + Sync> Sink<T> for Position<'_, F> {
    type Run<'s>
        = PositionRun<'s, F>
    where
        Self: 's;

    fn run(&self) -> PositionRun<'_, F> {
        PositionRun {
            sink: self,
            passed: <Gathered<Tally> as Sink<()>>::run(self.passed),
        }
    }
}

struct PositionRun<'s, F> {
    sink: &'s Position<'s, F>,
    passed: <Gathered<Tally> as Sink<()>>::Run<'s>,
}

impl<T, F: Fn(T) -> bool> Run<T> for PositionRun<'_, F> {
    #[inline]
    fn take(&mut self, place: Place, mut piece: impl Iterator<Item = T>) {
        let mut n = 0;
        let found = piece.any(|item| {
            n += 1;
            (self.sink.wanted)(item)
        });
        if found {
            let at = place.range().start;
            self.sink.ends.add(at, n - 1, self.sink.horizon);
        } else {
            self.passed.take(place, std::iter::repeat_n((), n));
        }
    }
}
