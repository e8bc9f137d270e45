//! What a call does with items, behind objects, so that all that decides is compiled once.
//!
//! ```text
//!              Job, Seat                    Body
//!   the loop ─────────────▶ JobOf<Ranges> ────────▶ BodyOf<W>
//!   compiled once           once a dealer           for each chain
//! ```

use std::mem::ManuallyDrop;

use super::{Claim, Clock, Deal, Horizon, Place, Schedule, Work, forgo_all};
use crate::panic::FirstPanic;
use crate::tempo::{PIECES_A_LOOK, SURPRISE};

/// What one thread does with the pieces that it is dealt.
pub trait Body<C> {
    /// Does a piece. It may panic.
    fn take(&mut self, place: Place, claim: C);

    /// Drops a piece that is not to be done. It may panic.
    fn forgo(&mut self, claim: C);

    /// The same with a piece that need not be whole blocks.
    fn take_split(&mut self, place: Place, claim: C);

    /// After a panic: what the closures keep is made anew. It may panic.
    fn renew(&mut self);

    /// Hands over what was gathered: nothing more is done. It may panic.
    fn hand_over(&mut self);
}

/// What makes a body for each thread that helps.
pub trait Bodies<C>: Sync {
    /// Runs `f` with a new one, on the thread that is to have it.
    fn with_body(&self, f: &mut dyn FnMut(&mut dyn Body<C>));
}

/// The part of one thread in a work.
pub(super) struct BodyOf<'c, W: Work> {
    work: &'c W,
    /// Dropped by `hand_over` alone.
    run: ManuallyDrop<Option<W::Run<'c>>>,
}

impl<'c, W: Work> BodyOf<'c, W> {
    #[inline]
    pub(super) fn of(work: &'c W) -> Self {
        BodyOf {
            work,
            run: ManuallyDrop::new(None),
        }
    }
}

/// Hands over what was gathered, by dropping it: in one function for all closures whose results are
/// gathered in the same way.
#[inline(never)]
pub(super) fn hand_over<R>(run: &mut Option<R>) {
    *run = None;
}

impl<W: Work> Drop for BodyOf<'_, W> {
    #[inline]
    fn drop(&mut self) {
        hand_over(&mut self.run);
    }
}

/// A function that is distinct for each type of work, so for each closure: the loop's name.
#[inline]
pub(super) fn name_of<W: Work>() -> usize {
    <BodyOf<'_, W> as Body<W::Claim>>::take as *const () as usize
}

impl<W: Work> Body<W::Claim> for BodyOf<'_, W> {
    fn take(&mut self, place: Place, claim: W::Claim) {
        let run = self.run.get_or_insert_with(|| self.work.run());
        self.work.take(run, place, claim);
    }

    fn forgo(&mut self, claim: W::Claim) {
        self.work.forgo(claim);
    }

    fn take_split(&mut self, place: Place, claim: W::Claim) {
        if const { W::SPLITS } {
            let run = self.run.get_or_insert_with(|| self.work.run());
            self.work.take_split(run, place, claim);
        } else {
            self.take(place, claim);
        }
    }

    fn renew(&mut self) {
        self.work.renew(&mut self.run);
    }

    fn hand_over(&mut self) {
        if let Some(run) = &mut *self.run {
            self.work.close(run);
        }
        hand_over(&mut self.run);
    }
}

/// A work, as it makes bodies.
pub(super) struct BodiesOf<'c, W>(pub(super) &'c W);

impl<W: Work> Bodies<W::Claim> for BodiesOf<'_, W> {
    fn with_body(&self, f: &mut dyn FnMut(&mut dyn Body<W::Claim>)) {
        f(&mut BodyOf::of(self.0));
    }
}

/// A piece that was dealt, as the loop sees it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Dealt {
    /// The position of its first item.
    pub(crate) at: usize,
    /// How many indices it has.
    pub(crate) items: usize,
    /// How many nanoseconds it took to make the items, where that was done already.
    pub(crate) making: f32,
}

impl Dealt {
    #[inline]
    pub(crate) fn of<C: Claim>(place: &Place, claim: &C) -> Dealt {
        Dealt {
            at: claim.at(),
            items: items_of(place, claim),
            making: claim.making(),
        }
    }
}

/// How many items a piece has to be done, by its indices. One that is only dropped, however long, counts as
/// one: it says nothing of what items cost.
#[inline]
fn items_of<C: Claim>(place: &Place, claim: &C) -> usize {
    match claim.is_wanted() {
        true => place.range().len(),
        false => 1,
    }
}

/// How a step went that the calling thread does alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// There was nothing left to deal.
    Nothing,
    /// A piece is done. So many items are left, or that is a guess: 0 only if there are none.
    Left(usize),
    /// A piece is done, and whoever takes what comes of it wants no more.
    Enough,
}

/// What the calling thread does of a call as long as it is alone.
pub(crate) trait Steps {
    /// Does the next piece, of about `want` items. Which piece that is stands in `dealt` before its first
    /// item is begun.
    fn step(&mut self, want: usize, dealt: &mut Dealt) -> Step;

    /// Drops all that is left to deal.
    fn forgo_rest(&mut self, panics: &mut FirstPanic);
}

/// A call as the loop sees it.
pub(super) trait Job: Steps {
    /// How the source is shared out.
    fn schedule(&mut self) -> &mut dyn Schedule;

    /// [`Claim::MAKES`].
    fn makes(&self) -> bool;

    /// [`Claim::LENDS`].
    fn lends(&self) -> bool;

    /// Does everything at once, if that can be, and says so.
    fn all(&mut self) -> bool;

    /// Runs `body` with the calling thread's seat, and with the seats of all that may help it meanwhile.
    fn share(&mut self, body: &mut dyn FnMut(&mut dyn Seat, &dyn Seats));

    /// Hands over what the calling thread has gathered, if that was not done yet. It does nothing more.
    fn end(&mut self);
}

/// The seats of those who help.
pub(super) trait Seats: Sync {
    /// Runs `body` with a new one, on the thread that is to have it.
    fn with_seat(&self, body: &mut dyn FnMut(&mut dyn Seat));
}

/// What a seat does between two looks at the clock: pieces that are small, so that others can take what was
/// not begun.
pub(super) struct Turn<'h> {
    pub(super) number: usize,
    /// How many items are to follow those that are done, and how many a piece may have.
    pub(super) more: usize,
    pub(super) most: usize,
    /// Whether pieces need not be whole blocks.
    pub(super) split: bool,
    /// Since when it is at this; after a [`SURPRISE`] it ends.
    pub(super) began: Clock,
    pub(super) horizon: &'h Horizon,
    /// Where the piece begins that it is at, and how many items it and those before it have.
    pub(super) at: usize,
    pub(super) items: usize,
    /// That piece lies behind the end: it was not done.
    pub(super) beyond: bool,
    /// There was nothing left to deal.
    pub(super) over: bool,
}

/// One thread's seat at a call that is shared. What it was dealt is its own until it is done or dropped.
pub(super) trait Seat {
    /// How the source is shared out.
    fn schedule(&self) -> &dyn Schedule;

    /// Deals itself the next piece, of about `want` items, as the one with this number.
    fn deal(&mut self, number: usize, want: usize) -> Option<Dealt>;

    /// The same of items that are lent.
    fn lend(&mut self, want: usize) -> Option<Dealt>;

    /// Does the piece, and then, one after the other, as many small ones as were wanted. It may panic.
    fn take(&mut self, turn: &mut Turn<'_>);

    /// Takes what it would be dealt next, to drop it, and says where that begins.
    fn take_rest(&mut self, number: usize) -> Option<usize>;

    /// Drops the piece. It may panic.
    fn forgo(&mut self);

    /// [`Body::renew`].
    fn renew(&mut self);

    /// [`Body::hand_over`].
    fn hand_over(&mut self);
}

/// A call of one kind of dealer.
pub(super) struct JobOf<'c, D: Deal> {
    dealer: &'c mut D,
    mine: &'c mut dyn Body<D::Claim>,
    others: &'c dyn Bodies<D::Claim>,
}

/// One thread's seat at it.
struct SeatOf<'s, D: Deal> {
    dealer: &'s D,
    body: &'s mut dyn Body<D::Claim>,
    /// What it was dealt, to be done.
    piece: Option<(Place, D::Claim)>,
    /// What it has taken, to be dropped.
    rest: Option<D::Claim>,
}

/// What makes seats for others.
struct SeatsOf<'s, D: Deal> {
    dealer: &'s D,
    bodies: &'s dyn Bodies<D::Claim>,
}

impl<'c, D: Deal> JobOf<'c, D> {
    #[inline]
    pub(super) fn new(
        dealer: &'c mut D,
        mine: &'c mut dyn Body<D::Claim>,
        others: &'c dyn Bodies<D::Claim>,
    ) -> Self {
        JobOf {
            dealer,
            mine,
            others,
        }
    }
}

impl<D: Deal> Steps for JobOf<'_, D> {
    #[inline]
    fn step(&mut self, want: usize, dealt: &mut Dealt) -> Step {
        let Some((place, claim)) = self.dealer.next_alone(want) else {
            return Step::Nothing;
        };
        *dealt = Dealt::of(&place, &claim);
        self.mine.take(place, claim);
        Step::Left(self.dealer.left())
    }

    fn forgo_rest(&mut self, panics: &mut FirstPanic) {
        forgo_all(self.dealer, |claim| self.mine.forgo(claim), panics);
    }
}

impl<D: Deal> Job for JobOf<'_, D> {
    fn schedule(&mut self) -> &mut dyn Schedule {
        self.dealer
    }

    fn makes(&self) -> bool {
        D::Claim::MAKES
    }

    fn lends(&self) -> bool {
        D::Claim::LENDS
    }

    fn all(&mut self) -> bool {
        let Some(all) = self.dealer.all() else {
            return false;
        };
        if let Some((place, claim)) = all {
            self.mine.take(place, claim);
        }
        true
    }

    fn share(&mut self, body: &mut dyn FnMut(&mut dyn Seat, &dyn Seats)) {
        let (dealer, bodies) = (&*self.dealer, self.others);
        let mut mine = SeatOf::new(dealer, self.mine);
        body(&mut mine, &SeatsOf { dealer, bodies });
    }

    fn end(&mut self) {
        self.mine.hand_over();
    }
}

impl<'s, D: Deal> SeatOf<'s, D> {
    fn new(dealer: &'s D, body: &'s mut dyn Body<D::Claim>) -> Self {
        SeatOf {
            dealer,
            body,
            piece: None,
            rest: None,
        }
    }

    fn dealt(&self) -> Option<Dealt> {
        let (place, claim) = self.piece.as_ref()?;
        Some(Dealt::of(place, claim))
    }
}

impl<D: Deal> Seats for SeatsOf<'_, D> {
    fn with_seat(&self, body: &mut dyn FnMut(&mut dyn Seat)) {
        self.bodies
            .with_body(&mut |own| body(&mut SeatOf::new(self.dealer, own)));
    }
}

impl<D: Deal> Seat for SeatOf<'_, D> {
    fn schedule(&self) -> &dyn Schedule {
        self.dealer
    }

    fn deal(&mut self, number: usize, want: usize) -> Option<Dealt> {
        self.piece = self.dealer.deal(number, want);
        self.dealt()
    }

    fn lend(&mut self, want: usize) -> Option<Dealt> {
        self.piece = self.dealer.lend(want);
        self.dealt()
    }

    fn take(&mut self, turn: &mut Turn<'_>) {
        let mut pieces = 0_u32;
        while let Some((place, claim)) = self.piece.take() {
            pieces += 1;
            match turn.split {
                true => self.body.take_split(place, claim),
                false => self.body.take(place, claim),
            }
            let looks = pieces % PIECES_A_LOOK == 0;
            if turn.more == 0 || looks && turn.began.nanos_at_a_glance() > SURPRISE {
                return;
            }
            let (number, n) = (turn.number, turn.more.min(turn.most));
            let few = self.dealer.deal_few(number, n);
            self.piece = few.or_else(|| self.dealer.deal(number, n));
            let Some((place, claim)) = &self.piece else {
                turn.over = true;
                return;
            };
            turn.at = claim.at();
            if turn.horizon.is_before(turn.at) {
                turn.beyond = true;
                return;
            }
            let n = items_of(place, claim);
            turn.items += n;
            turn.more = turn.more.saturating_sub(n);
        }
    }

    fn take_rest(&mut self, number: usize) -> Option<usize> {
        self.rest = self.dealer.forgo(number);
        self.rest.as_ref().map(Claim::at)
    }

    fn forgo(&mut self) {
        let piece = self.piece.take().map(|(_, claim)| claim);
        if let Some(claim) = piece.or_else(|| self.rest.take()) {
            self.body.forgo(claim);
        }
    }

    fn renew(&mut self) {
        self.body.renew();
    }

    fn hand_over(&mut self) {
        self.body.hand_over();
    }
}
