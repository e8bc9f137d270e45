//! Who deals: which items a seat works on next.

mod claim;

use super::job::{Bodies, Body};
use super::{Ahead, Options, Place, Plan, drive_dealer};
use crate::tempo::Portions;
pub(crate) use claim::{Claim, Loan};

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

    /// From now on what is lent comes back as soon as a portion of it turns out heavy: maybe before the end
    /// of the place that it was dealt.
    fn lend_by_portions(&mut self, _portions: Portions) {}

    /// From now on something follows what this deals: nobody is dealt nothing before all of it is dealt,
    /// since whoever is goes on to that, whose positions begin at this one's [`end`](Schedule::end).
    fn set_followed(&mut self) {}

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
    /// of its own at once, and to do it piece after piece, as long as pieces are wanted. The first of them
    /// begins earlier, by about so many items.
    fn spread(&mut self, _seats: usize, _ahead: usize) {}
}

/// Deals a source out, a piece at a time, to the seats of a region.
pub trait Deal: Schedule {
    /// The right to some items of the source.
    type Claim: Claim;

    /// From now on pieces are whole blocks, and this is how long those are: see
    /// [`block_len`](super::block_len). If whoever is dealt to sees where a piece `pauses`, it may be one
    /// of [`Growing`](super::Blocks::Growing) blocks. Blocks may be split if that is laid out so, and they
    /// `may_split`. Comes first of all.
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

    /// The next `n` items, which somebody else is to do, if it knows that it has more than those.
    fn pass_over(&mut self, _n: usize) -> Option<(Place, <Self::Claim as Claim>::Sent)> {
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

    /// Whether it can be dealt from both ends.
    const TWO_ENDS: bool = false;

    /// Then: does all that it deals in two, if that pays and a helper stands by, and says so.
    fn in_two(
        &mut self,
        _mine: &mut dyn Body<Self::Claim>,
        _others: &dyn Bodies<Self::Claim>,
        _plan: &Plan,
    ) -> bool {
        false
    }

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
