//! Items of several indices each, where one can see at any index whether an item begins there: the lines of
//! a text, which is dealt by bytes.
//!
//! The items of a span are those that begin in it. So the first of them is looked for from its beginning on,
//! and the last one is gone through to its end, wherever that is. A span that lies within one item has none,
//! and nobody looks beyond it to find that out: so all spans together cost about as much as a loop, however
//! long items are.

use std::fmt;
use std::ops::Range;

use super::{Pieces, Sealed, Shape};
use crate::drive::{Ranges, Span};

/// What is cut into items.
pub trait Cutting {
    type Item;

    /// What it is called where a chain is shown.
    const NAME: &'static str;

    /// Whether the first item, if there is any, begins at index 0.
    const LEADS: bool;

    /// How many indices there are.
    fn indices(&self) -> usize;

    /// About how many indices an item has.
    fn indices_each(&self) -> usize {
        1
    }

    /// The first index in `range`, which is not empty, at which no item lies on both sides: there, or behind
    /// it, the next one begins.
    fn first_cut(&self, range: Range<usize>) -> Option<usize>;

    /// The items that begin at index `from` or behind it, and before `until`. There is a cut at `from`, which
    /// is less than `until`.
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = Self::Item>;
}

/// The items that something is cut into.
#[derive(Clone)]
pub struct Cut<C> {
    whole: C,
}

impl<C> Cut<C> {
    pub(crate) fn new(whole: C) -> Self {
        Cut { whole }
    }
}

impl<C: Cutting> fmt::Debug for Cut<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(C::NAME);
        shown.field("indices", &self.whole.indices()).finish()
    }
}

impl<C> Sealed for Cut<C> {}

impl<C: Cutting> Pieces for Cut<C> {
    type Item = C::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = match C::LEADS {
        true => Shape::LED,
        false => Shape::ANY,
    };

    fn indices(&self) -> Option<usize> {
        Some(self.whole.indices())
    }

    fn indices_each(&self) -> usize {
        self.whole.indices_each()
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.whole.indices()).each_of(self.whole.indices_each())
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = C::Item> {
        let range = claim.range();
        // When it is asked for its first item: to look for that may call closures, which may panic, and a
        // piece is dropped unasked if nobody wants it.
        let begin = move || {
            let until = range.end;
            let from = if range.is_empty() {
                None
            } else {
                self.whole.first_cut(range)
            };
            from.map(|from| self.whole.items(from, until))
        };
        Begun {
            begin: Some(begin),
            items: None,
        }
    }

    /// No item belongs to anybody.
    fn forgo(&self, _: Span) {}
}

/// Items, if there are any, once it was looked for them.
struct Begun<F, I> {
    begin: Option<F>,
    items: Option<I>,
}

impl<I: Iterator, F: FnOnce() -> Option<I>> Iterator for Begun<F, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if let Some(begin) = self.begin.take() {
            self.items = begin();
        }
        self.items.as_mut()?.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match (&self.begin, &self.items) {
            (Some(_), _) => (0, None),
            (None, items) => items.as_ref().map_or((0, Some(0)), I::size_hint),
        }
    }

    #[inline]
    fn fold<A, G: FnMut(A, I::Item) -> A>(self, init: A, f: G) -> A {
        let items = match self.begin {
            Some(begin) => begin(),
            None => self.items,
        };
        match items {
            Some(items) => items.fold(init, f),
            None => init,
        }
    }
}
