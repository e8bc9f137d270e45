//! What few items come to, put together in the very order of a plain loop: of so few, one thread may as
//! well do it all.
//!
//! Where threads share the items, what they have yielded is gathered first. A block for each item or two,
//! as in other reductions, would take several times as long as a cheap loop.

use std::iter;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::vec;

use super::gathered::{Gathered, GatheredRun};
use super::{Run, Sink, pour, put_through};
use crate::drive::{Options, Place};
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::{Payload, drop_first, let_go};
use crate::source::Pieces;
use crate::sync::Mutex;

/// What is made of all items. To make it takes little, beside the items.
pub(crate) trait Whole<T>: Sync {
    type Output: Send;
    /// Whether that may come to its end before the last of them.
    const MAY_END: bool = false;

    fn of(&self, items: impl Iterator<Item = T>) -> Self::Output;
}

/// So few items are put together in one.
const FEW: usize = 4096;

/// How many items an exact chain has, if those are few.
pub(crate) fn few<P: Pieces>(chain: &P) -> Option<usize> {
    chain.indices().filter(|len| *len <= FEW)
}

/// What all items of a chain come to, which has so many.
#[track_caller]
pub(crate) fn in_one<P, X>(mut chain: P, options: &Options, len: usize, whole: X) -> X::Output
where
    P: Pieces + Sync,
    P::Item: Send,
    X: Whole<P::Item>,
{
    let sink = InOne {
        len,
        whole,
        gathered: Gathered::with_room(len, 0),
        output: Mutex::default(),
    };
    let poured = catch_unwind(AssertUnwindSafe(|| pour(&mut chain, options, &sink)));
    let output = sink.into_output(poured.err());
    drop_first(chain, output)
}

impl<T, X: Whole<T>> InOne<T, X> {
    /// A seat has done the last piece, and all before it.
    #[inline(never)]
    fn put(&self, output: X::Output) {
        *self.output.lock() = Some(output);
    }

    /// What all items come to, or a panic.
    #[inline(never)]
    fn into_output(self, panic: Option<Payload>) -> X::Output {
        let InOne {
            whole,
            gathered,
            output,
            ..
        } = self;
        let output = match (panic, output.into_inner()) {
            (None, Some(output)) => output,
            (None, None) => of_gathered(&whole, gathered),
            (Some(panic), _) => up_to(panic, &whole, gathered),
        };
        drop_first(whole, output)
    }
}

/// What was gathered by several threads comes to.
fn of_gathered<T, X: Whole<T>>(whole: &X, gathered: Gathered<Vec<T>>) -> X::Output {
    let mut items = gathered.into_buffers().flatten();
    let output = whole.of(&mut items);
    drop_first(items, output)
}

/// A panic came up while items were gathered. A loop, which puts them together as it goes, would have met
/// it behind those before it, unless that had ended by then: in another panic, or since they came to an
/// error.
#[cold]
#[inline(never)]
fn up_to<T, X: Whole<T>>(panic: Payload, whole: &X, gathered: Gathered<Vec<T>>) -> X::Output {
    let mut panic = Some(panic);
    let panics = iter::from_fn(|| resume_unwind(panic.take()?));
    let whole = catch_unwind(AssertUnwindSafe(|| {
        whole.of(gathered.up_to_a_gap().chain(panics))
    }));
    panic.into_iter().for_each(let_go);
    whole.unwrap_or_else(|other| resume_unwind(other))
}

/// All items in one: by the seat that does the last piece, if it has done all before; or else of what was
/// gathered.
struct InOne<T, X: Whole<T>> {
    len: usize,
    whole: X,
    gathered: Gathered<Vec<T>>,
    output: Mutex<Option<X::Output>>,
}

impl<T: Send, X: Whole<T>> Sink<T> for InOne<T, X> {
    type Run<'s>
        = InOneRun<'s, T, X>
    where
        Self: 's;

    fn run(&self) -> InOneRun<'_, T, X> {
        InOneRun {
            sink: self,
            gathered: self.gathered.run(),
        }
    }
}

struct InOneRun<'s, T, X: Whole<T>> {
    sink: &'s InOne<T, X>,
    gathered: GatheredRun<'s, Vec<T>>,
}

impl<T, X: Whole<T>> Run<T> for InOneRun<'_, T, X> {
    /// The last piece, where all before it is here.
    #[inline(always)]
    fn take(&mut self, _place: Place, piece: impl Iterator<Item = T>) {
        let before = self.gathered.take_back();
        let mut items = Behind {
            before: before.unwrap_or_default().into_iter(),
            piece,
        };
        let output = if X::MAY_END {
            let output = self.sink.whole.of(&mut items);
            drop_first(items, output)
        } else {
            self.sink.whole.of(items)
        };
        self.sink.put(output);
    }

    #[inline(always)]
    fn take_from<P: Pieces<Item = T>>(
        &mut self,
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        place: Place,
    ) {
        let Range { start, end } = place.range();
        if end == self.sink.len && self.gathered.has_all_before(start) {
            put_through(chain, claim, state, place, self);
        } else {
            gather(chain, claim, state, place, &mut self.gathered);
        }
    }
}

multiversion! {
    if side_by_side::<P::Item>();
    /// Gathers a piece.
    fn gather<P: Pieces>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        place: Place,
        run: &mut GatheredRun<'_, Vec<P::Item>>,
    ) {
        run.take(place, chain.piece(claim, state));
    }
}

/// What was gathered before, and a piece: as `chain`, but its loops become a part of the function around
/// them, whatever the compiler thinks of their length.
struct Behind<T, I> {
    before: vec::IntoIter<T>,
    piece: I,
}

impl<T, I: Iterator<Item = T>> Iterator for Behind<T, I> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        self.before.next().or_else(|| self.piece.next())
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (before, (least, most)) = (self.before.len(), self.piece.size_hint());
        (
            before.saturating_add(least),
            most.and_then(|most| before.checked_add(most)),
        )
    }

    #[inline(always)]
    fn fold<A, F: FnMut(A, T) -> A>(self, init: A, mut add: F) -> A {
        let mut total = init;
        for item in self.before {
            total = add(total, item);
        }
        self.piece.fold(total, add)
    }
}
