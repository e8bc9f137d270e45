//! Shares: some indices of a chain as a chain of their own.

use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Pieces, Sealed, Shape};

/// What [`Shares::share`](crate::shares::Shares::share) makes of a chain: some indices of it, which was
/// opened.
pub struct Share<'c, P: Pieces<Claim = Span>> {
    base: &'c P,
    /// The right to these indices, until they are dealt.
    span: Option<Span>,
    start: usize,
    len: usize,
}

impl<'c, P: Pieces<Claim = Span>> Share<'c, P> {
    pub(crate) fn new(base: &'c P, span: Span) -> Self {
        let Range { start, end } = span.range();
        Share {
            base,
            span: Some(span),
            start,
            len: end - start,
        }
    }

    /// What stands for this span of the share's own indices in the chain.
    fn in_base(&self, span: Span) -> Span {
        span.in_base(|own| self.start + own.start..self.start + own.end)
    }
}

impl<P: Pieces<Claim = Span>> Drop for Share<'_, P> {
    fn drop(&mut self) {
        if let Some(span) = self.span.take() {
            self.base.forgo(span);
        }
    }
}

impl<P: Pieces<Claim = Span>> Sealed for Share<'_, P> {}

impl<P: Pieces<Claim = Span>> Pieces for Share<'_, P> {
    type Item = P::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = P::State;
    const SHAPE: Shape = P::SHAPE.shared();

    fn indices(&self) -> Option<usize> {
        Some(self.len)
    }

    fn indices_each(&self) -> usize {
        self.base.indices_each()
    }

    fn open(&mut self) -> Ranges {
        // From here on the dealer's spans stand for it.
        self.span = None;
        Ranges::new(self.len).each_of(self.indices_each())
    }

    fn state(&self) -> P::State {
        self.base.state()
    }

    #[inline]
    fn piece(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        self.base.piece(self.in_base(span), state)
    }

    #[inline]
    fn one(&self, span: Span, state: &mut P::State) -> Option<P::Item> {
        self.base.one(self.in_base(span), state)
    }

    fn forgo(&self, span: Span) {
        self.base.forgo(self.in_base(span));
    }
}

/// What is made of the items of a block.
#[doc(hidden)]
pub trait OfBlock<T>: Sync {
    /// What it makes.
    type Output;

    /// The block's items, from left to right.
    fn of(&self, items: impl Iterator<Item = T>) -> Self::Output;
}

/// Neighbouring blocks of a chain, each as one item: what `by` makes of it.
pub struct BlockWise<'c, P: Pieces<Claim = Span>, B> {
    share: Share<'c, P>,
    block_len: usize,
    by: B,
}

impl<'c, P: Pieces<Claim = Span>, B> BlockWise<'c, P, B> {
    /// Of a share that is made of whole blocks.
    pub(crate) fn new(share: Share<'c, P>, block_len: usize, by: B) -> Self {
        BlockWise {
            share,
            block_len,
            by,
        }
    }
}

impl<P: Pieces<Claim = Span>, B> Sealed for BlockWise<'_, P, B> {}

impl<P: Pieces<Claim = Span>, B: OfBlock<P::Item>> Pieces for BlockWise<'_, P, B> {
    type Item = B::Output;
    type Claim = Span;
    type Dealer = Ranges;
    type State = P::State;
    const SHAPE: Shape = Shape::EXACT;

    fn indices(&self) -> Option<usize> {
        Some(self.share.len.div_ceil(self.block_len))
    }

    fn open(&mut self) -> Ranges {
        self.share.span = None;
        Ranges::of(self.indices())
    }

    fn state(&self) -> P::State {
        self.share.state()
    }

    fn piece(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = B::Output> {
        let (n, share) = (span.range().len(), &self.share);
        let mut left = BlocksLeft {
            share,
            span: span.in_base(|blocks| {
                let end = blocks.end.saturating_mul(self.block_len).min(share.len);
                (blocks.start * self.block_len).min(end)..end
            }),
        };
        (0..n).map(move |_| {
            let block = left.span.split_front(self.block_len);
            self.by.of(share.piece(block, state))
        })
    }
}

/// The blocks of a piece that are still to be done. They are dropped if that does not come to pass.
struct BlocksLeft<'s, 'c, P: Pieces<Claim = Span>> {
    share: &'s Share<'c, P>,
    span: Span,
}

impl<P: Pieces<Claim = Span>> Drop for BlocksLeft<'_, '_, P> {
    fn drop(&mut self) {
        let left = self.span.split_front(usize::MAX);
        if !left.range().is_empty() {
            self.share.forgo(left);
        }
    }
}
