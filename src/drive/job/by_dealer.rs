//! A call, and the seats at it, for each kind of dealer.

use super::{Bodies, Body, Dealt, Job, Seat, Seats, Step, Steps, Turn, items_of};
use crate::drive::{Claim, Deal, Place, Plan, Schedule, forgo_all};
use crate::panic::FirstPanic;
use crate::tempo::PIECES_A_LOOK;

/// A call of one kind of dealer.
pub(in crate::drive) struct JobOf<'c, D: Deal> {
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
    pub(in crate::drive) fn new(
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
        self.mine.take(place, claim, false);
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

    fn keeps(&self) -> bool {
        self.others.keep()
    }

    fn all(&mut self) -> bool {
        let Some(all) = self.dealer.all() else {
            return false;
        };
        if let Some((place, claim)) = all {
            self.mine.take(place, claim, false);
        }
        true
    }

    fn has_two_ends(&self) -> bool {
        D::TWO_ENDS
    }

    fn in_two(&mut self, plan: &Plan) -> bool {
        self.dealer.in_two(self.mine, self.others, plan)
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
            self.body.take(place, claim, turn.split);
            let looks = turn.grows || pieces % PIECES_A_LOOK == 0;
            if turn.more == 0 || looks && turn.began.nanos_at_a_glance() > turn.limit {
                return;
            }
            if turn.grows {
                turn.most = turn.most.saturating_mul(2);
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
