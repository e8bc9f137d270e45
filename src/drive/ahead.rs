//! Turns: where one thread at a time is dealt to, the others prepare what is dealt next.

use crate::sync::Arc;

/// What the threads do that wait for their turn to be dealt to, where that is one thread's at a time: they
/// prepare what is dealt next. Here, nothing.
pub trait Ahead {
    /// Whether a thread may wait in its turn, for what others prepare.
    const WAITS: bool = false;

    /// From now on this many threads work on it.
    fn share(&self, _threads: usize) {}

    /// From now on something follows: who is dealt nothing has seen all of it dealt.
    fn set_followed(&self) {}

    /// Calls `deal` when no other thread is at it, and works ahead meanwhile. Nothing, if others do all
    /// that is left, and nothing follows.
    fn in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        Some(deal())
    }

    /// The same at once, unless another thread is at it.
    fn try_in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        Some(deal())
    }

    /// How many nanoseconds it takes to prepare an item, as far as that is known: those are not spent by the
    /// thread that it is dealt to.
    fn cost(&self) -> f32 {
        0.0
    }

    /// Nobody wants any more items.
    fn end(&self) {}
}

impl Ahead for () {}

impl<A: Ahead> Ahead for Arc<A> {
    const WAITS: bool = A::WAITS;

    fn share(&self, threads: usize) {
        A::share(self, threads);
    }

    fn set_followed(&self) {
        A::set_followed(self);
    }

    fn in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        A::in_turn(self, deal)
    }

    fn try_in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        A::try_in_turn(self, deal)
    }

    fn cost(&self) -> f32 {
        A::cost(self)
    }

    fn end(&self) {
        A::end(self);
    }
}
