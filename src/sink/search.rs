//! Searches: the sequence ends where the first match is.

use std::ops::ControlFlow::{Break, Continue};

use super::gathered::{Buffer, Gathered};
use super::strides::until_an_end;
use super::{Run, Sink, pour};
use crate::drive::{Ends, Horizon, Options, Place};
use crate::panic::drop_first;
use crate::source::Pieces;

/// The first, by position, that `look` finds in an item.
#[track_caller]
pub(crate) fn first_match<P, R, F>(mut chain: P, mut options: Options, look: F) -> Option<R>
where
    P: Pieces + Sync,
    R: Send,
    F: Fn(P::Item) -> Option<R> + Sync,
{
    options.set_horizon(true);
    let horizon = options.horizon();
    let ends = Ends::new();
    let sink = FirstMatch {
        look,
        ends: &ends,
        horizon,
    };
    pour(&mut chain, &options, &sink);
    let FirstMatch { look, .. } = sink;
    let (first, others) = ends.into_first();
    drop_first((look, others, chain), first.map(|(_, found)| found))
}

struct FirstMatch<'e, F, R> {
    look: F,
    ends: &'e Ends<R>,
    horizon: &'e Horizon,
}

impl<T, R, F> Sink<T> for FirstMatch<'_, F, R>
where
    R: Send,
    F: Fn(T) -> Option<R> + Sync,
{
    type Run<'s>
        = &'s Self
    where
        Self: 's;

    fn run(&self) -> &Self {
        self
    }
}

impl<T, R, F: Fn(T) -> Option<R>> Run<T> for &FirstMatch<'_, F, R> {
    const TO_THE_END: bool = false;

    #[inline(always)]
    fn take(&mut self, place: Place, mut piece: impl Iterator<Item = T>) {
        let look = &self.look;
        let looked = until_an_end(&mut piece, (), |(), item| match look(item) {
            Some(found) => Break(found),
            None => Continue(()),
        });
        // The rest of the piece is dropped only after the others were told.
        if let Break(found) = looked {
            self.ends.add(place.range().start, found, self.horizon);
        }
    }
}

/// How many items come before the first one that is `wanted`.
#[track_caller]
pub(crate) fn position<P, F>(mut chain: P, mut options: Options, wanted: F) -> Option<usize>
where
    P: Pieces + Sync,
    F: Fn(P::Item) -> bool + Sync,
{
    options.set_horizon(true);
    let horizon = options.horizon();
    let (ends, passed) = (Ends::new(), Gathered::new());
    let sink = Position {
        wanted,
        passed: &passed,
        ends: &ends,
        horizon,
    };
    pour(&mut chain, &options, &sink);
    let (at, n) = ends.into_first().0?;
    let before = passed.into_parts().take_while(|part| part.start < at);
    Some(n + before.map(|part| part.buffer.0).sum::<usize>())
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
struct Tally(usize);

impl<T> Buffer<T> for Tally {
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
        let wanted = &self.sink.wanted;
        let looked = until_an_end(&mut piece, 0, |n, item| match wanted(item) {
            true => Break(n),
            false => Continue(n + 1),
        });
        match looked {
            Break(n) => {
                let at = place.range().start;
                self.sink.ends.add(at, n, self.sink.horizon);
            }
            Continue(n) => self.passed.take(place, std::iter::repeat_n((), n)),
        }
    }
}

/// How many items there were, and how many before the last one that is wanted.
#[derive(Default)]
pub(crate) struct LastWanted {
    items: usize,
    last: Option<usize>,
}

impl Buffer<bool> for LastWanted {
    #[inline]
    fn take_in(&mut self, items: impl Iterator<Item = bool>) {
        items.for_each(|wanted| {
            if wanted {
                self.last = Some(self.items);
            }
            self.items += 1;
        });
    }
}

/// How many items come before the last one that is wanted, of these parts of the sequence.
pub(crate) fn position_last(parts: impl Iterator<Item = LastWanted>) -> Option<usize> {
    let (mut before, mut last) = (0, None);
    for part in parts {
        last = part.last.map(|n| before + n).or(last);
        before += part.items;
    }
    last
}
