//! One dealer after another.

use std::convert::Infallible;
use std::ops::Range;

use super::{Claim, Deal, Place, Schedule};

/// Deals what `first` has, then what `second` has.
pub struct InTurn<A, B> {
    first: A,
    second: B,
}

/// The right to items of one of two sources.
pub enum OneOf<A, B> {
    First(A),
    /// Positions in the second source count from where the first one ended.
    Second(usize, B),
}

impl<A: Deal, B: Deal> InTurn<A, B> {
    pub(crate) fn new(mut first: A, mut second: B) -> Self {
        first.deal_batches();
        second.deal_batches();
        first.set_followed();
        InTurn { first, second }
    }
}

impl<A: Claim, B: Claim> Claim for OneOf<A, B> {
    type Sent = OneOf<A::Sent, B::Sent>;
    const SPLITS: bool = A::SPLITS && B::SPLITS;
    const MAKES: bool = A::MAKES || B::MAKES;

    fn split_one(&mut self) -> Option<Self::Sent> {
        match self {
            OneOf::First(claim) => claim.split_one().map(OneOf::First),
            OneOf::Second(from, claim) => claim.split_one().map(|one| OneOf::Second(*from, one)),
        }
    }

    fn into_sent(self) -> Result<Self::Sent, Self> {
        match self {
            OneOf::First(claim) => claim.into_sent().map(OneOf::First).map_err(OneOf::First),
            OneOf::Second(from, claim) => match claim.into_sent() {
                Ok(sent) => Ok(OneOf::Second(from, sent)),
                Err(claim) => Err(OneOf::Second(from, claim)),
            },
        }
    }

    fn of_sent(sent: Self::Sent) -> Self {
        match sent {
            OneOf::First(one) => OneOf::First(A::of_sent(one)),
            OneOf::Second(from, one) => OneOf::Second(from, B::of_sent(one)),
        }
    }

    fn at(&self) -> usize {
        match self {
            OneOf::First(claim) => claim.at(),
            OneOf::Second(from, claim) => from + claim.at(),
        }
    }

    fn is_wanted(&self) -> bool {
        match self {
            OneOf::First(claim) => claim.is_wanted(),
            OneOf::Second(_, claim) => claim.is_wanted(),
        }
    }

    fn making(&self) -> f32 {
        match self {
            OneOf::First(claim) => claim.making(),
            OneOf::Second(_, claim) => claim.making(),
        }
    }

    type Blocks = (A::Blocks, B::Blocks);

    fn split_block(self, dealt_by: Self::Blocks) -> (Self, Option<Self>) {
        match self {
            OneOf::First(claim) => {
                let (block, rest) = claim.split_block(dealt_by.0);
                (OneOf::First(block), rest.map(OneOf::First))
            }
            OneOf::Second(from, claim) => {
                let of = |claim| OneOf::Second(from, claim);
                let (block, rest) = claim.split_block(dealt_by.1);
                (of(block), rest.map(of))
            }
        }
    }

    fn block(&self, dealt_by: Self::Blocks) -> Range<usize> {
        match self {
            OneOf::First(claim) => claim.block(dealt_by.0),
            OneOf::Second(from, claim) => {
                let Range { start, end } = claim.block(dealt_by.1);
                from + start..from.saturating_add(end)
            }
        }
    }

    const DIVIDES: bool = A::DIVIDES || B::DIVIDES;

    fn split_front(self, n: usize) -> (Self, Option<Self>) {
        match self {
            OneOf::First(claim) => {
                let (front, rest) = claim.split_front(n);
                (OneOf::First(front), rest.map(OneOf::First))
            }
            OneOf::Second(from, claim) => {
                let of = |claim| OneOf::Second(from, claim);
                let (front, rest) = claim.split_front(n);
                (of(front), rest.map(of))
            }
        }
    }
}

type Dealt<A, B> = Option<(Place, OneOf<A, B>)>;

fn first<A, B>(dealt: Option<(Place, A)>) -> Dealt<A, B> {
    dealt.map(|(place, claim)| (place, OneOf::First(claim)))
}

fn second<A, B>(dealt: Option<(Place, B)>, from: usize) -> Dealt<A, B> {
    dealt.map(|(place, claim)| (place.behind(from), OneOf::Second(from, claim)))
}

impl<A: Deal, B: Deal> Schedule for InTurn<A, B> {
    fn upper(&self) -> usize {
        self.first.upper().saturating_add(self.second.upper())
    }

    fn is_cut_short(&self) -> bool {
        self.first.is_cut_short() || self.second.is_cut_short()
    }

    fn left(&self) -> usize {
        self.first.left().saturating_add(self.second.left())
    }

    fn end(&self) -> usize {
        self.first.end().saturating_add(self.second.end())
    }

    fn expect(&mut self, items: usize) {
        self.first.expect(items);
        self.second.expect(items.saturating_sub(self.first.left()));
    }

    fn set_followed(&mut self) {
        self.second.set_followed();
    }

    fn set_min_len(&mut self, min_len: usize) {
        self.first.set_min_len(min_len);
        self.second.set_min_len(min_len);
    }

    fn limit_blocks(&mut self, most: usize) {
        self.first.limit_blocks(most);
        self.second.limit_blocks(most);
    }

    fn indices_each(&self) -> usize {
        self.first.indices_each().max(self.second.indices_each())
    }

    fn may_split(&self) -> bool {
        self.first.may_split() && self.second.may_split()
    }

    fn lay_out(&mut self, seats: usize, from_front: bool, split: bool) {
        self.first.lay_out(seats, from_front, split);
        self.second.lay_out(seats, from_front, split);
    }
}

impl<A: Deal, B: Deal> Deal for InTurn<A, B> {
    type Claim = OneOf<A::Claim, B::Claim>;
    type Loan = Infallible;

    fn set_blocks(&mut self, _pauses: bool, may_split: bool) -> <Self::Claim as Claim>::Blocks {
        let first = self.first.set_blocks(false, may_split);
        (first, self.second.set_blocks(false, may_split))
    }

    fn deal_batches(&mut self) {
        self.first.deal_batches();
        self.second.deal_batches();
    }

    fn all(&mut self) -> Option<Dealt<A::Claim, B::Claim>> {
        None
    }

    fn next(&mut self, want: usize) -> Dealt<A::Claim, B::Claim> {
        first(self.first.next(want)).or_else(|| second(self.second.next(want), self.first.end()))
    }

    fn deal(&self, seat: usize, want: usize) -> Dealt<A::Claim, B::Claim> {
        first(self.first.deal(seat, want))
            .or_else(|| second(self.second.deal(seat, want), self.first.end()))
    }

    fn forgo(&self, seat: usize) -> Option<Self::Claim> {
        let first = self.first.forgo(seat).map(OneOf::First);
        first.or_else(|| {
            let from = self.first.end();
            let second = self.second.forgo(seat);
            second.map(|claim| OneOf::Second(from, claim))
        })
    }
    fn rest(&mut self) -> Dealt<A::Claim, B::Claim> {
        first(self.first.rest()).or_else(|| second(self.second.rest(), self.first.end()))
    }

    fn take_rest(&self, seat: usize) -> Dealt<A::Claim, B::Claim> {
        first(self.first.take_rest(seat))
            .or_else(|| second(self.second.take_rest(seat), self.first.end()))
    }

    type Ahead = ();

    fn ahead(&self) {}
}
