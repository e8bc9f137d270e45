//! An iterator on loan: its items are made as they are taken.

use std::ops::ControlFlow::{Break, Continue};

use super::pull::{Items, Pull};
use super::well::Well;
use crate::drive::{self, Clock};
use crate::sync::{Arc, Mutex};
use crate::tempo::Portions;

impl<I> Well<I> {
    /// Lends the iterator for `n` items, and for less if it is taken by `portions`; `this` is the lock that
    /// this was found under.
    pub(super) fn lend(
        &mut self,
        this: &Arc<Mutex<Self>>,
        n: usize,
        portions: Option<Portions>,
    ) -> Loan<I> {
        Loan {
            iter: self.iter.take(),
            well: Arc::clone(this),
            start: self.at,
            left: Left::of(n, portions),
            ended: false,
        }
    }
}

/// An iterator on loan, for some items.
#[doc(hidden)]
pub struct Loan<I> {
    iter: Option<I>,
    well: Arc<Mutex<Well<I>>>,
    /// Where the first item lies that is taken from it.
    start: usize,
    left: Left,
    /// It has ended, or panicked.
    ended: bool,
}

/// An iterator is being asked for an item: it has ended if it panics.
struct Asking<'l> {
    ended: &'l mut bool,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        *self.ended = true;
    }
}

impl<I: Iterator> Loan<I> {
    #[inline]
    pub(super) fn next(&mut self) -> Option<I::Item> {
        if self.left.now == 0 && !self.left.go_on() {
            return None;
        }
        let iter = self.iter.as_mut()?;
        self.left.now -= 1;
        let asking = Asking {
            ended: &mut self.ended,
        };
        let item = iter.next();
        std::mem::forget(asking);
        if item.is_none() {
            self.end();
        }
        item
    }

    /// It had no more, when it was asked for one.
    #[cold]
    fn end(&mut self) {
        self.left.now += 1;
        self.left.end();
        self.ended = true;
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// At least how many items there are.
    pub(super) fn least(&self) -> usize {
        let iter = self.iter.as_ref();
        iter.map_or(0, |iter| iter.size_hint().0.min(self.left.now))
    }

    #[inline]
    pub(super) fn fold<A>(mut self, init: A, mut f: impl FnMut(A, I::Item) -> A) -> A {
        if self.left.now == 0 && !self.left.go_on() || self.ended {
            return init;
        }
        let mut own = InVariable {
            iter: self.iter.take(),
            home: &mut self.iter,
        };
        let Some(iter) = &mut own.iter else {
            return init;
        };
        // If this panics, nobody wants any more; nor whatever else there would have been in this piece.
        self.ended = true;
        let left = &mut self.left;
        let mut now = std::mem::take(&mut left.now);
        let end = iter.try_fold(init, |done, item| {
            now -= 1;
            let done = f(done, item);
            match now {
                0 if left.go_on() => {
                    now = std::mem::take(&mut left.now);
                    Continue(done)
                }
                0 => Break(done),
                _ => Continue(done),
            }
        });
        left.now = now;
        match end {
            Continue(done) => done,
            Break(done) => {
                self.ended = false;
                done
            }
        }
    }
}

/// How much is left of a loan.
struct Left {
    /// Of how many items it was.
    n: usize,
    /// How many may be taken until the next look at what that takes, and then.
    now: usize,
    later: usize,
    looks: Option<Looks>,
}

/// With what a loan is looked after, and since when; how many items come between the last look and the next
/// one, and when that was, in nanoseconds.
struct Looks {
    portions: Portions,
    clock: Clock,
    len: usize,
    last: f32,
}

impl Left {
    fn of(n: usize, portions: Option<Portions>) -> Left {
        let mut left = Left {
            n,
            now: n,
            later: 0,
            looks: None,
        };
        if let Some(portions) = portions.filter(|portions| n > portions.clone().next()) {
            left.looks = Some(Looks {
                portions,
                clock: Clock::start(),
                len: 0,
                last: 0.0,
            });
            (left.now, left.later) = (0, n);
            left.go_on();
        }
        left
    }

    /// How many items were taken.
    fn taken(&self) -> usize {
        self.n - self.now - self.later
    }

    /// Nothing is taken any more.
    fn end(&mut self) {
        self.n = self.taken();
        (self.now, self.later) = (0, 0);
    }

    /// Goes on to the next portion, if there is one, and the last one was not heavy.
    #[cold]
    #[inline(never)]
    fn go_on(&mut self) -> bool {
        let Some(looks) = self.looks.as_mut().filter(|_| self.later > 0) else {
            return false;
        };
        if looks.len > 0 {
            let now = looks.clock.nanos_at_a_glance();
            let took = now - std::mem::replace(&mut looks.last, now);
            if Portions::is_enough(looks.len, took) {
                self.end();
                return false;
            }
        }
        self.now = looks.portions.next().min(self.later);
        self.later -= self.now;
        looks.len = self.now;
        true
    }
}

/// An iterator in a variable of its own, so that a loop can keep it in registers: up to twice as fast as
/// one in a loan, of which a destructor sees the address.
struct InVariable<'l, I> {
    iter: Option<I>,
    home: &'l mut Option<I>,
}

impl<I> Drop for InVariable<'_, I> {
    #[inline(always)]
    fn drop(&mut self) {
        *self.home = self.iter.take();
    }
}

impl<I: Iterator + Send> drive::Loan<Pull<I>> for Loan<I> {
    #[inline]
    fn next(&mut self) -> Option<Pull<I>> {
        let at = self.start + self.left.taken();
        let item = Loan::next(self)?;
        Some(Pull::of(at, Items::One(item), false))
    }
}

/// Gives it back.
impl<I> Drop for Loan<I> {
    fn drop(&mut self) {
        let mut well = self.well.lock();
        well.at += self.left.taken();
        well.loan_end = well.at;
        well.dry |= self.ended;
        well.iter = self.iter.take();
    }
}
