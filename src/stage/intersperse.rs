//! `intersperse`: something between every two items.
//!
//! A piece puts it before each of its items; the first item of all is the one that has none. Mostly that
//! item is where index 0 is. Where it need not be, as behind a `filter`, the chain is gone through up to its
//! first item when it is opened, and what came up there is dealt before the rest.

mod between;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::{fmt, iter};

use crate::drive::{Claim, Deal, InTurn, OneOf, Ranges, Span};
use crate::panic::{Payload, let_go};
use crate::source::{Exact, Pieces, Sealed, Shape};
use crate::sync::Mutex;
use between::{Alternating, Between};

/// What [`Par::intersperse`](crate::Par::intersperse) makes of a chain.
///
/// Its own claims are those of the chain before it, each of whose indices stands for several items. Stages
/// behind it that know places number its items themselves ([`Exact`]).
pub struct Interspersed<P, T> {
    base: P,
    between: T,
    /// What was made of the first indices, which one piece takes.
    led: Mutex<Led<T>>,
}

/// Items, and the panic in which making more of them has ended.
struct Led<T> {
    items: Vec<T>,
    panic: Option<Payload>,
}

impl<T> Default for Led<T> {
    fn default() -> Self {
        Led {
            items: Vec::new(),
            panic: None,
        }
    }
}

impl<T> Led<T> {
    fn into_items(self) -> impl Iterator<Item = T> {
        let mut panic = self.panic;
        let end = iter::from_fn(move || panic.take().map(|panic| resume_unwind(panic)));
        self.items.into_iter().chain(end)
    }
}

impl<P, T> Interspersed<P, T> {
    pub(crate) fn new(base: P, between: T) -> Self {
        Interspersed {
            base,
            between,
            led: Mutex::default(),
        }
    }
}

impl<P: Clone, T: Clone> Clone for Interspersed<P, T> {
    fn clone(&self) -> Self {
        Interspersed::new(self.base.clone(), self.between.clone())
    }
}

impl<P: fmt::Debug, T: fmt::Debug> fmt::Debug for Interspersed<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Interspersed");
        let shown = shown.field("base", &self.base);
        shown.field("between", &self.between).finish()
    }
}

impl<P: Pieces<Item = T>, T> Interspersed<P, T> {
    fn take_led(&self) -> Led<T> {
        std::mem::take(&mut *self.led.lock())
    }

    /// Makes items up to the first index that yields any. How many indices that were.
    fn lead(&mut self, dealer: &mut P::Dealer) -> usize {
        let (mut state, mut indices) = (self.base.state(), 0);
        let Led { items, panic } = self.led.get_mut();
        while items.is_empty() && panic.is_none() {
            let Some((place, claim)) = dealer.next(1) else {
                break;
            };
            indices = place.range().end;
            let making = || items.extend(self.base.piece(claim, &mut state));
            *panic = catch_unwind(AssertUnwindSafe(making)).err();
        }
        indices
    }
}

impl<P, T> Sealed for Interspersed<P, T> {}

impl<P: Pieces<Item = T>, T: Clone> Pieces for Interspersed<P, T> {
    type Item = T;
    type Claim = OneOf<Span, P::Claim>;
    type Dealer = InTurn<Ranges, P::Dealer>;
    type State = P::State;
    const SHAPE: Shape = P::SHAPE.several();

    /// Of items, for stages behind: never less than there are indices to claim.
    fn indices(&self) -> Option<usize> {
        let len = self.base.indices()?;
        len.checked_add(len.saturating_sub(1))
    }

    fn many(&self) -> Option<u128> {
        let many = self.base.many()?;
        Some(many.saturating_add(many.saturating_sub(1)))
    }

    fn least(&self) -> usize {
        self.base.least().saturating_mul(2).saturating_sub(1)
    }

    fn indices_each(&self) -> usize {
        self.base.indices_each()
    }

    fn open(&mut self) -> Self::Dealer {
        let mut dealer = self.base.open();
        let indices = match const { P::SHAPE.leads } {
            true => 0,
            false => self.lead(&mut dealer),
        };
        InTurn::new(Ranges::ahead(indices), dealer)
    }

    fn state(&self) -> P::State {
        self.base.state()
    }

    #[inline]
    fn piece(&self, claim: Self::Claim, state: &mut P::State) -> impl Iterator<Item = T> {
        // Nobody else takes what was led: it belongs to index 0.
        let (at, led, rest) = match claim {
            OneOf::First(span) => (span.at(), (span.at() == 0).then(|| self.take_led()), None),
            OneOf::Second(_, claim) => (claim.at(), None, Some(claim)),
        };
        let rest = rest.map(|claim| self.base.piece(claim, state));
        let led = led.into_iter().flat_map(Led::into_items);
        Between {
            items: led.chain(rest.into_iter().flatten()),
            between: &self.between,
            is_first: at == 0,
            next: None,
        }
    }

    fn forgo(&self, claim: Self::Claim) {
        match claim {
            OneOf::First(span) if span.at() == 0 => {
                let Led { items, panic } = self.take_led();
                panic.into_iter().for_each(let_go);
                drop(items);
            }
            OneOf::First(_) => {}
            OneOf::Second(_, claim) => self.base.forgo(claim),
        }
    }
}

impl<P: Exact<Item = T>, T: Clone> Interspersed<P, T> {
    /// The indices of the chain before this one that `range` stands for: each stands at an even one.
    #[inline]
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        range.start.div_ceil(2)..range.end.div_ceil(2)
    }

    #[inline]
    fn alternating<'s, I>(&'s self, items: I, left: usize, is_item: bool) -> Alternating<'s, T, I> {
        Alternating {
            items,
            between: &self.between,
            is_item,
            left,
        }
    }
}

impl<P: Exact<Item = T>, T: Clone> Exact for Interspersed<P, T> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    fn hand_over(&mut self) {
        self.base.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = T> {
        let range = span.range();
        let items = span.in_base(|range| self.in_base(range));
        let items = self.base.forward(items, state);
        self.alternating(items, range.len(), range.start % 2 == 0)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = T> {
        let range = span.range();
        let items = span.in_base(|range| self.in_base(range));
        let items = self.base.backward(items, state);
        self.alternating(items, range.len(), range.end % 2 == 1)
    }
}
