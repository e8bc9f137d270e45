//! What is dealt: which items a seat works on next.

use std::convert::Infallible;
use std::ops::Range;

use super::blocks::{block_len, may_be_shared};
use super::job::{Bodies, Body};
use super::ranges::Ranges;
use super::span::SpanBlocks;
use super::{Ahead, Blocks, Options, Place, Span, drive_dealer};

/// How a source is shared out, whatever its items are: what the loop asks a dealer, and tells it.
pub trait Schedule: Send + Sync {
    /// At most how many items there are.
    fn upper(&self) -> usize;

    /// Whether there are more items, which no position can be given to, behind those that are dealt.
    fn is_cut_short(&self) -> bool {
        false
    }

    /// How many items are left, or a guess: 0 only if there are none.
    fn left(&self) -> usize;

    /// How many items were dealt so far, by a dealer that lends.
    #[inline]
    fn dealt(&self) -> usize {
        0
    }

    /// The position behind the last item that was taken of a loan; 0 before there was one.
    #[inline]
    fn loan_end(&self) -> usize {
        0
    }

    /// The position behind the last item, once nothing is left to deal.
    fn end(&self) -> usize;

    /// How many items there were the last time: something to go by where the source does not know.
    fn expect(&mut self, _items: usize) {}

    /// From now on no piece has fewer items than this, unless there are no more.
    fn set_min_len(&mut self, min_len: usize);

    /// From now on no block of a reduction has more items than this, where those are of the same length.
    fn limit_blocks(&mut self, _most: usize) {}

    /// About how many indices come to an item.
    fn indices_each(&self) -> usize {
        1
    }

    /// Whether pieces need not be whole blocks, if that is laid out so.
    fn may_split(&self) -> bool {
        false
    }

    /// Prepares what is left for this many seats. If `from_front`, all are dealt to from the front, so that
    /// nobody gets far ahead of an early end; else each works on a part of its own, as long as there is
    /// one. If `split`, pieces need not be whole blocks any more, which [they may](Schedule::may_split).
    fn lay_out(&mut self, seats: usize, from_front: bool, split: bool);

    /// After that: shares out what is left between the first so many seats, each of which is to have a part
    /// of its own at once, and to do it piece after piece, as long as pieces are wanted.
    fn spread(&mut self, _seats: usize) {}
}

/// Deals a source out, a piece at a time, to the seats of a region.
pub trait Deal: Schedule {
    /// The right to some items of the source.
    type Claim: Claim;

    /// From now on pieces are whole blocks, and this is how long those are: see [`block_len`]. If whoever is
    /// dealt to sees where a piece `pauses`, it may be one of [`Growing`](Blocks::Growing) blocks. Blocks may
    /// be split if that is laid out so, and they `may_split`. Comes first of all.
    fn set_blocks(&mut self, pauses: bool, may_split: bool) -> <Self::Claim as Claim>::Blocks;

    /// From now on items that have to be made are dealt by many at a time, as nobody can be lent them.
    fn deal_batches(&mut self) {}

    /// Everything there is, for one thread alone: nothing if there is nothing. No answer, if that is known
    /// only while dealing.
    fn all(&mut self) -> Option<Option<(Place, Self::Claim)>>;

    /// The next piece, of about `want` items, for the calling thread as long as it is alone.
    fn next(&mut self, want: usize) -> Option<(Place, Self::Claim)>;

    /// The same, lent where that can be: the piece has to be gone before another is asked for.
    #[inline]
    fn next_alone(&mut self, want: usize) -> Option<(Place, Self::Claim)> {
        match Self::Claim::LENDS {
            true => self.lend(want),
            false => self.next(want),
        }
    }

    /// The next piece, of items that are not gathered, but made as they are wanted: maybe fewer in the end.
    /// Who is dealt to meanwhile gets nothing.
    fn lend(&self, _want: usize) -> Option<(Place, Self::Claim)> {
        None
    }

    /// What lends items to a thread that takes them one by one.
    type Loan: Loan<Self::Claim>;

    /// Lends up to `n` items, to be taken one by one, if the source has such, and more to deal. As with
    /// [`lend`](Deal::lend), who is dealt to meanwhile gets nothing. Says where they begin.
    fn lend_one_by_one(&self, _n: usize) -> Option<(usize, Self::Loan)> {
        None
    }

    /// Parts with the next `n` items, which another deals then, if it has more than those.
    fn split_front(&mut self, _n: usize) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// The next piece for `seat`, of about `want` items. Once there is nothing left to deal, there never
    /// will be, unless some are lent.
    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Self::Claim)>;

    /// The next `n` items for `seat`, if it has plenty of its own: the short way.
    #[inline]
    fn deal_few(&self, _seat: usize, _n: usize) -> Option<(Place, Self::Claim)> {
        None
    }

    /// Takes, when the sequence is known to end before it, what `seat` would have got next: to drop, not to
    /// do.
    fn forgo(&self, seat: usize) -> Option<Self::Claim>;

    /// All that is left, for a thread that is alone, if it can be claimed at once; otherwise nothing more is
    /// dealt.
    fn rest(&mut self) -> Option<(Place, Self::Claim)>;

    /// The same of what `seat` would have got next, where all are dealt to from the front.
    fn take_rest(&self, seat: usize) -> Option<(Place, Self::Claim)>;

    /// What is done by threads that wait to be dealt to.
    type Ahead: Ahead + Send + Sync;

    /// That, for who keeps this dealer under a lock.
    fn ahead(&self) -> Self::Ahead;

    /// Does all that it deals: [`drive`](super::drive) for this dealer.
    fn drive(
        &mut self,
        mine: &mut dyn Body<Self::Claim>,
        others: &dyn Bodies<Self::Claim>,
        name: usize,
        options: &Options,
    ) where
        Self: Sized,
    {
        drive_dealer(self, mine, others, name, options);
    }
}

/// Items on loan, to be taken one by one. Dropping it gives back what was not taken.
pub trait Loan<C>: Send {
    /// The right to the next item, which is made now; nothing once none is left of those that were lent.
    fn next(&mut self) -> Option<C>;
}

/// Of a source that lends nothing.
impl<C> Loan<C> for Infallible {
    fn next(&mut self) -> Option<C> {
        match *self {}
    }
}

/// The right to some neighbouring items of a source.
pub trait Claim {
    /// The right to one index, that another thread can use.
    type Sent: Send;

    /// Whether it can be split into such.
    const SPLITS: bool;

    /// Whether dealing an item may take any time, since it has to be made first; how many there are may not
    /// be known then.
    const MAKES: bool = false;

    /// Whether its dealer lends items.
    const LENDS: bool = false;

    /// Parts with its first index.
    fn split_one(&mut self) -> Option<Self::Sent>;

    fn of_sent(sent: Self::Sent) -> Self;

    /// The first item's position among all the items that the source deals.
    fn at(&self) -> usize;

    /// Whether its items are to be done: else they are only dropped.
    #[inline]
    fn is_wanted(&self) -> bool {
        true
    }

    /// How many nanoseconds it took to make the items, where that was done already.
    #[inline]
    fn making(&self) -> f32 {
        0.0
    }

    /// What its dealer says of the blocks that it deals by.
    type Blocks: Copy + Send + Sync;

    /// How long its blocks are, where that is known, so that it can be taken as a whole.
    #[inline]
    fn blocks(&self, _dealt_by: Self::Blocks) -> Option<Blocks> {
        None
    }

    /// The first of its blocks, and the others, if it was dealt by whole blocks.
    fn split_block(self, dealt_by: Self::Blocks) -> (Self, Option<Self>)
    where
        Self: Sized;

    /// The block in which it begins.
    fn block(&self, dealt_by: Self::Blocks) -> Range<usize>;

    /// The first `n` of its items, and the others, if there are more.
    fn split_front(self, n: usize) -> (Self, Option<Self>)
    where
        Self: Sized;

    /// The same right to items that are told by their indices, if these are.
    #[inline]
    fn into_span(self) -> Option<Span>
    where
        Self: Sized,
    {
        None
    }

    /// The other way round.
    #[inline]
    fn of_span(_span: Span) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

impl Schedule for Ranges {
    #[inline]
    fn upper(&self) -> usize {
        self.len()
    }

    #[inline]
    fn is_cut_short(&self) -> bool {
        Ranges::is_cut_short(self)
    }

    #[inline]
    fn left(&self) -> usize {
        self.len()
    }

    fn end(&self) -> usize {
        Ranges::end(self)
    }

    #[inline]
    fn set_min_len(&mut self, min_len: usize) {
        Ranges::set_min_len(self, min_len);
    }

    fn limit_blocks(&mut self, most: usize) {
        Ranges::limit_blocks(self, most);
    }

    fn indices_each(&self) -> usize {
        Ranges::indices_each(self)
    }

    fn may_split(&self) -> bool {
        Ranges::may_split(self)
    }

    fn lay_out(&mut self, seats: usize, from_front: bool, split: bool) {
        if split {
            self.split_blocks();
        }
        self.make_hands(seats, from_front);
    }

    fn spread(&mut self, seats: usize) {
        Ranges::spread(self, seats);
    }
}

impl Deal for Ranges {
    type Claim = Span;
    type Loan = Infallible;

    fn set_blocks(&mut self, _pauses: bool, may_split: bool) -> SpanBlocks {
        let len = block_len(self.len()).min(self.longest_block());
        let may_split = may_split && may_be_shared(len);
        let Range { start, end } = Ranges::set_blocks(self, len, may_split);
        SpanBlocks { len, start, end }
    }

    #[inline]
    fn all(&mut self) -> Option<Option<(Place, Span)>> {
        let all = self.take_all();
        Some((!all.is_empty()).then(|| both(all)))
    }

    #[inline]
    fn next(&mut self, want: usize) -> Option<(Place, Span)> {
        self.take_alone(want).map(both)
    }

    fn split_front(&mut self, n: usize) -> Option<Ranges> {
        Ranges::split_front(self, n)
    }

    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Span)> {
        self.take(seat, want).map(both)
    }

    #[inline]
    fn deal_few(&self, seat: usize, n: usize) -> Option<(Place, Span)> {
        self.take_few(seat, n).map(both)
    }

    fn forgo(&self, seat: usize) -> Option<Span> {
        Ranges::take_rest(self, seat).map(Span::claimed)
    }

    fn rest(&mut self) -> Option<(Place, Span)> {
        self.next(usize::MAX)
    }

    fn take_rest(&self, seat: usize) -> Option<(Place, Span)> {
        Ranges::take_rest(self, seat).map(both)
    }

    type Ahead = ();

    fn ahead(&self) {}

    /// Never inlined, so that it is compiled here, and once.
    #[inline(never)]
    fn drive(
        &mut self,
        mine: &mut dyn Body<Span>,
        others: &dyn Bodies<Span>,
        name: usize,
        options: &Options,
    ) {
        drive_dealer(self, mine, others, name, options);
    }
}

#[inline]
fn both(range: Range<usize>) -> (Place, Span) {
    (Place::dealt(range.clone()), Span::claimed(range))
}
