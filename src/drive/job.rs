//! What a call does with items, behind objects, so that all that decides is compiled once.
//!
//! ```text
//!              Job, Seat                    Body
//!   the loop ─────────────▶ JobOf<Ranges> ────────▶ BodyOf<W>
//!   compiled once           once a dealer           for each chain
//! ```

mod body;
mod by_dealer;

use super::{Claim, Clock, Horizon, Place, Plan, Schedule};
use crate::panic::FirstPanic;
pub(super) use body::{Bodies, BodiesOf, Body, hand_over, name_of};
pub(super) use by_dealer::JobOf;

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

    /// Whether threads have something of their own that is made once on each: then helpers wait rather than
    /// leave and come back.
    fn keeps(&self) -> bool;

    /// Does everything at once, if that can be, and says so.
    fn all(&mut self) -> bool;

    /// [`Deal::TWO_ENDS`](super::Deal::TWO_ENDS).
    fn has_two_ends(&self) -> bool;

    /// [`Deal::in_two`](super::Deal::in_two).
    fn in_two(&mut self, plan: &Plan) -> bool;

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
    /// Whether each piece may have twice as many as the one before.
    pub(super) grows: bool,
    /// Whether pieces need not be whole blocks.
    pub(super) split: bool,
    /// Since when it is at this, and after how many nanoseconds it ends, whatever is wanted.
    pub(super) began: Clock,
    pub(super) limit: f32,
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
