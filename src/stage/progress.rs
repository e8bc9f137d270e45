//! `on_progress`: how many items came by, told after each piece.

use std::ops::Range;
use std::thread::panicking;

use crate::drive::Span;
use crate::source::Exact;

stage! {
    @pieces P::SHAPE.in_pieces(), least 1,
    /// What [`Par::on_progress`](crate::Par::on_progress) makes of a chain.
    Progress(tell: F) for [F: Fn(usize),] => P::Item: |piece, tell| Counted::of(piece, tell)
}

impl<P: Exact, F: Fn(usize)> Exact for Progress<P, F> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(range);
    }

    fn hand_over(&mut self) {
        self.base.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        Counted::of(self.base.forward(span, state), &self.tell)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        Counted::of(self.base.backward(span, state), &self.tell)
    }
}

/// The items of a piece, which are counted as they come by.
struct Counted<'f, I, F: Fn(usize)> {
    items: I,
    count: Count<'f, F>,
}

/// How many came by that nobody was told of yet.
struct Count<'f, F: Fn(usize)> {
    seen: usize,
    tell: &'f F,
}

impl<F: Fn(usize)> Count<'_, F> {
    #[inline]
    fn tell(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        if seen > 0 {
            (self.tell)(seen);
        }
    }
}

/// Whoever wants no more of a piece drops it. (While a panic unwinds, nobody is told anything: another one
/// would end the program.)
impl<F: Fn(usize)> Drop for Count<'_, F> {
    #[inline]
    fn drop(&mut self) {
        if self.seen > 0 && !panicking() {
            self.tell();
        }
    }
}

impl<'f, I, F: Fn(usize)> Counted<'f, I, F> {
    #[inline]
    fn of(items: I, tell: &'f F) -> Self {
        Counted {
            items,
            count: Count { seen: 0, tell },
        }
    }
}

impl<I: Iterator, F: Fn(usize)> Iterator for Counted<'_, I, F> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let item = self.items.next();
        match item {
            Some(_) => self.count.seen += 1,
            None => self.count.tell(),
        }
        item
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }

    /// The number is in a variable of its own, which a loop can keep in a register.
    #[inline]
    fn fold<A, G: FnMut(A, I::Item) -> A>(self, init: A, mut f: G) -> A {
        let Counted { items, mut count } = self;
        let mut seen = 0;
        let done = items.fold(init, |done, item| {
            seen += 1;
            f(done, item)
        });
        count.seen += seen;
        count.tell();
        done
    }
}
