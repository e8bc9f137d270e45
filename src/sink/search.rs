//! Searches: the sequence ends where the first match is.

use std::ops::ControlFlow::{Break, Continue};

use super::gathered::{Batch, Gathered};
use super::{Run, Sink, pour};
use crate::drive::{Ends, Horizon, Options, Place};
use crate::source::Pieces;
use crate::sync::Arc;

/// What ends a search. Each is an [`Iterator`] method of its own, whose loop is the fastest for it, once the first item has
/// been looked at apart: from then on that loop has in registers what the closure has captured.
pub(crate) trait Look<T>: Sync {
    type Found: Send;

    /// What there is to find among a piece's items. The others stay where they are.
    fn look(&self, piece: &mut impl Iterator<Item = T>) -> Option<Self::Found>;
}

/// The first item that is wanted.
pub(crate) struct Find<F>(pub(crate) F);

impl<T: Send, F: Fn(&T) -> bool + Sync> Look<T> for Find<F> {
    type Found = T;

    #[inline]
    fn look(&self, piece: &mut impl Iterator<Item = T>) -> Option<T> {
        let first = piece.next()?;
        if (self.0)(&first) {
            return Some(first);
        }
        drop(first);
        piece.find(&self.0)
    }
}

/// What is made of the first item of which anything is made.
pub(crate) struct FindMap<F>(pub(crate) F);

impl<T, R: Send, F: Fn(T) -> Option<R> + Sync> Look<T> for FindMap<F> {
    type Found = R;

    #[inline]
    fn look(&self, piece: &mut impl Iterator<Item = T>) -> Option<R> {
        let first = piece.next()?;
        (self.0)(first).or_else(|| piece.find_map(&self.0))
    }
}

/// That there is one.
pub(crate) struct Any<F>(pub(crate) F);

impl<T, F: Fn(T) -> bool + Sync> Look<T> for Any<F> {
    type Found = ();

    #[inline]
    fn look(&self, piece: &mut impl Iterator<Item = T>) -> Option<()> {
        let first = piece.next()?;
        ((self.0)(first) || piece.any(&self.0)).then_some(())
    }
}

/// What is found first by position.
pub(crate) fn first_match<P, L>(mut chain: P, mut options: Options, look: L) -> Option<L::Found>
where
    P: Pieces + Sync,
    L: Look<P::Item>,
{
    let horizon = Arc::clone(options.horizon.get_or_insert_default());
    let ends = Ends::new();
    let sink = FirstMatch {
        look,
        ends: &ends,
        horizon: &horizon,
    };
    pour(&mut chain, &options, &sink);
    let (first, others) = ends.into_first();
    // Before the answer is made: one that a destructor panics behind would be lost.
    drop(others);
    first.map(|(_, found)| found)
}

struct FirstMatch<'e, L, R> {
    look: L,
    ends: &'e Ends<R>,
    horizon: &'e Horizon,
}

impl<T, L: Look<T>> Sink<T> for FirstMatch<'_, L, L::Found> {
    type Run<'s>
        = &'s Self
    where
        Self: 's;

    fn run(&self) -> &Self {
        self
    }
}

impl<T, L: Look<T>> Run<T> for &FirstMatch<'_, L, L::Found> {
    const TO_THE_END: bool = false;

    #[inline(always)]
    fn take(&mut self, place: Place, mut piece: impl Iterator<Item = T>) {
        // The rest of the piece is dropped only after the others were told.
        if let Some(found) = self.look.look(&mut piece) {
            self.ends.add(place.range().start, found, self.horizon);
        }
    }
}

/// How many items come before the first one that is `wanted`.
pub(crate) fn position<P, F>(mut chain: P, mut options: Options, wanted: F) -> Option<usize>
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
    pour(&mut chain, &options, &sink);
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
    fn take_in(&mut self, items: impl Iterator<Item = T>) {
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
    const TO_THE_END: bool = false;

    #[inline(always)]
    fn take(&mut self, place: Place, mut piece: impl Iterator<Item = T>) {
        let look = |n, item| match (self.sink.wanted)(item) {
            true => Break(n),
            false => Continue(n + 1),
        };
        // Nothing is asked for behind an end.
        let looked = match piece.next() {
            Some(first) => match look(0, first) {
                Continue(n) => piece.try_fold(n, look),
                Break(n) => Break(n),
            },
            None => Continue(0),
        };
        match looked {
            Break(n) => {
                let at = place.range().start;
                self.sink.ends.add(at, n, self.sink.horizon);
            }
            Continue(n) => self.passed.take(place, std::iter::repeat_n((), n)),
        }
    }
}
