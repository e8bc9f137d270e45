//! What happens to each item on its way. A stage wraps each piece of the chain before it in the standard
//! adapter of the same name.
//!
//! Stages that treat each item by itself leave the chain's indices as they are, and are made by the macro
//! [`stage`]. Those that have indices of their own say which indices of the chain before them these stand
//! for ([`index_stage`]).

/// Makes a stage that treats each item by itself, given what it is made of, what it yields, and how it
/// wraps a piece. `exact` says that it yields one item for each, `fewer` that it may leave some out, and
/// `ragged` that it yields as many as it likes.
macro_rules! stage {
    (
        $(#[$doc:meta])*
        exact $name:ident($($field:ident: $F:ident),*) for [$($param:tt)*] $(of $base_item:ty)? => $item:ty:
        |$piece:ident $(, $f:ident)*| $make:expr
    ) => {
        stage! {
            @pieces P::SHAPE, least 1,
            $(#[$doc])*
            $name($($field: $F),*) for [$($param)*] $(of $base_item)? => $item:
            |$piece $(, $f)*| $make
        }

        impl<$($param)* P> $crate::source::Exact for $name<P, $($F),*>
        where
            P: $crate::source::Exact$(<Item = $base_item>)?,
        {
            fn keep(&mut self, range: std::ops::Range<usize>) {
                self.base.keep(range);
            }

            fn hand_over(&mut self) {
                self.base.hand_over();
            }

            #[inline]
            fn forward(
                &self,
                span: $crate::drive::Span,
                state: &mut P::State,
            ) -> impl Iterator<Item = $item> {
                let $piece = self.base.forward(span, state);
                $(let $f = &self.$f;)*
                $make
            }

            #[inline]
            fn backward(
                &self,
                span: $crate::drive::Span,
                state: &mut P::State,
            ) -> impl Iterator<Item = $item> {
                let $piece = self.base.backward(span, state);
                $(let $f = &self.$f;)*
                $make
            }
        }
    };
    (
        $(#[$doc:meta])*
        fewer $($rest:tt)*
    ) => {
        stage! { @pieces P::SHAPE.fewer(), least 0, $(#[$doc])* $($rest)* }
    };
    (
        $(#[$doc:meta])*
        ragged $($rest:tt)*
    ) => {
        stage! { @pieces $crate::source::Shape::RAGGED, least 0, $(#[$doc])* $($rest)* }
    };
    (
        @pieces $shape:expr, least $each:literal,
        $(#[$doc:meta])*
        $name:ident($($field:ident: $F:ident),*) for [$($param:tt)*] $(of $base_item:ty)? => $item:ty:
        |$piece:ident $(, $f:ident)*| $make:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name<P, $($F),*> {
            base: P,
            $($field: $F,)*
        }

        impl<P, $($F),*> $name<P, $($F),*> {
            pub(crate) fn new(base: P, $($field: $F),*) -> Self {
                $name { base, $($field),* }
            }
        }

        /// Closures cannot be shown.
        impl<P: std::fmt::Debug, $($F),*> std::fmt::Debug for $name<P, $($F),*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let closures: &[&str] = &[$(stringify!($field)),*];
                $crate::stage::show(f, stringify!($name), &self.base, closures)
            }
        }

        impl<P, $($F),*> $crate::source::Sealed for $name<P, $($F),*> {}

        impl<$($param)* P> $crate::source::Pieces for $name<P, $($F),*>
        where
            P: $crate::source::Pieces$(<Item = $base_item>)?,
        {
            type Item = $item;
            type Claim = P::Claim;
            type Dealer = P::Dealer;
            type State = P::State;
            const SHAPE: $crate::source::Shape = $shape;

            fn indices(&self) -> Option<usize> {
                self.base.indices()
            }

            fn many(&self) -> Option<u128> {
                self.base.many()
            }

            fn least(&self) -> usize {
                $each * self.base.least()
            }

            fn indices_each(&self) -> usize {
                self.base.indices_each()
            }

            fn room<U>(&mut self) -> Option<Vec<U>> {
                self.base.room()
            }

            #[inline]
            fn memory_of<U>(&self, index: usize) -> Option<$crate::source::Memory<U>> {
                self.base.memory_of(index)
            }

            fn open(&mut self) -> P::Dealer {
                self.base.open()
            }

            fn state(&self) -> P::State {
                self.base.state()
            }

            #[inline]
            fn piece(&self, claim: P::Claim, state: &mut P::State) -> impl Iterator<Item = $item> {
                let $piece = self.base.piece(claim, state);
                $(let $f = &self.$f;)*
                $make
            }

            #[inline]
            fn one(&self, claim: P::Claim, state: &mut P::State) -> Option<$item> {
                let $piece = self.base.one(claim, state).into_iter();
                $(let $f = &self.$f;)*
                $make.next()
            }
        }
    };
}

/// Makes a stage that has indices of its own, given what it is made of and what it yields. The stage says
/// how many there are (`len`; `many`, given how many the chain before it has), which indices of that chain
/// they stand for (`in_base`), and what becomes of those items ([`Exact`]).
///
/// [`Exact`]: crate::source::Exact
macro_rules! index_stage {
    (
        $(#[$doc:meta])*
        $name:ident($($field:ident: $type:ty),*) => $item:ty, $shape:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name<P> {
            base: P,
            $($field: $type,)*
        }

        impl<P> $name<P> {
            pub(crate) fn new(base: P, $($field: $type),*) -> Self {
                $name { base, $($field),* }
            }
        }

        impl<P> $crate::source::Sealed for $name<P> {}

        impl<P: $crate::source::Exact> $crate::source::Pieces for $name<P> {
            type Item = $item;
            type Claim = $crate::drive::Span;
            type Dealer = $crate::drive::Ranges;
            type State = P::State;
            const SHAPE: $crate::source::Shape = $shape;

            fn indices(&self) -> Option<usize> {
                self.len()
            }

            fn many(&self) -> Option<u128> {
                Some(self.many_of(self.base.many()?))
            }

            fn open(&mut self) -> $crate::drive::Ranges {
                // What is left out belongs to no claim.
                let len = self.len();
                $crate::source::Exact::keep(self, 0..len.unwrap_or(usize::MAX));
                $crate::source::Exact::hand_over(self);
                $crate::drive::Ranges::of(len)
            }

            fn state(&self) -> P::State {
                self.base.state()
            }

            #[inline]
            fn piece(
                &self,
                claim: $crate::drive::Span,
                state: &mut P::State,
            ) -> impl Iterator<Item = $item> {
                $crate::source::Exact::forward(self, claim, state)
            }
        }
    };
}

mod beside;
mod chain;
mod chunks;
mod copied;
mod enumerate;
mod filter;
mod flat_map;
mod inspect;
mod interleave;
mod intersperse;
mod map;
mod map_init;
mod oks;
mod progress;
mod rev;
mod share;
mod skip;
mod step_by;
mod take;
mod until;
mod update;
mod zip;

pub(crate) use beside::Beside;
pub(crate) use chain::Chained;
pub(crate) use chunks::Chunked;
pub(crate) use copied::{Cloned, Copied};
pub(crate) use enumerate::Enumerated;
pub(crate) use filter::{Filter, FilterMap, Positions};
pub(crate) use flat_map::{FlatMap, Flatten};
pub(crate) use inspect::Inspect;
pub(crate) use interleave::Interleaved;
pub(crate) use intersperse::Interspersed;
pub(crate) use map::Map;
pub(crate) use map_init::MapInit;
pub(crate) use oks::{Oks, Outcome};
pub(crate) use progress::Progress;
pub(crate) use rev::Reversed;
pub use share::{BlockWise, OfBlock, Share};
pub(crate) use skip::Skipped;
pub(crate) use step_by::Stepped;
pub(crate) use take::Taken;
pub(crate) use until::Stopped;
pub(crate) use update::Update;
pub(crate) use zip::Zipped;

use std::fmt;
use std::ops::Range;

use crate::source::Exact;

/// Shows a stage that has such closures: as `std` does, without them.
fn show(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    base: &dyn fmt::Debug,
    closures: &[&str],
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    shown.field("base", base);
    if closures.is_empty() {
        shown.finish()
    } else {
        shown.finish_non_exhaustive()
    }
}

/// Panics where the indices that are wanted of a stage, `range`, stand for indices of the chain before it
/// that a `usize` does not hold, although that chain has so many items. (Everything, of what is so long, is
/// wanted until it ends.)
#[track_caller]
fn check_numbers<P: Exact>(
    base: &P,
    range: &Range<usize>,
    in_base: impl Fn(usize) -> Option<usize>,
) {
    assert!(
        range.end == usize::MAX || base.indices().is_some() || in_base(range.end).is_some(),
        "more than {} items come before the last one that is wanted, number {}",
        usize::MAX,
        range.end
    );
}
