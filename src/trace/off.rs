//! Without the feature `trace`: the same names as in `consumer.rs`, `live.rs` and `thread.rs`, and nothing
//! behind them.

use std::marker::PhantomData;

/// How a call was begun.
#[derive(Clone, Copy)]
pub(crate) enum Begun {
    Quick,
    Alone,
    Shared,
}

/// What a thread waited for.
#[derive(Clone, Copy)]
pub(crate) enum For {
    Helpers,
    Window,
}

/// A call of a consumer, while that runs.
pub(crate) struct Consumer;

// So that it is no error to keep one until the end of a block.
impl Drop for Consumer {
    #[inline(always)]
    fn drop(&mut self) {}
}

#[inline(always)]
pub(crate) fn any() -> bool {
    false
}

#[inline(always)]
pub(crate) fn consumer(_name: &'static str) -> Consumer {
    Consumer
}

#[inline(always)]
pub(crate) fn here() -> Traced {
    Traced
}

#[inline(always)]
pub(crate) fn enter_here() -> Entered {
    Entered(Traced)
}

/// At the items of a call.
pub(crate) struct Entered(Traced);

impl Entered {
    #[inline(always)]
    pub(crate) fn call(&self) -> &Traced {
        &self.0
    }
}

#[inline(always)]
pub(crate) fn drops_rest() {}

#[inline(always)]
pub(crate) fn inherited<T, F: FnOnce() -> T>(f: F) -> F {
    f
}

/// A call, as the engine sees it.
#[derive(Clone)]
pub(crate) struct Traced;

/// A thread is at work for a call.
pub(crate) struct Inside<'t>(PhantomData<&'t ()>);

impl Drop for Inside<'_> {
    #[inline(always)]
    fn drop(&mut self) {}
}

impl Traced {
    #[inline(always)]
    pub(crate) fn none() -> Traced {
        Traced
    }

    #[inline(always)]
    pub(crate) fn enter(&self) -> Inside<'_> {
        Inside(PhantomData)
    }

    #[inline(always)]
    pub(crate) fn part(&self) -> Part {
        Part
    }

    #[inline(always)]
    pub(crate) fn is_on(&self) -> bool {
        false
    }

    #[inline(always)]
    pub(crate) fn begun(&self, _how: Begun) {}

    #[inline(always)]
    pub(crate) fn shared(&self) {}

    #[inline(always)]
    pub(crate) fn helpers_left(&self) {}

    #[inline(always)]
    pub(crate) fn end(&self) {}

    #[inline(always)]
    pub(crate) fn ends_early(&self) {}
}

/// One thread's part in a call.
pub(crate) struct Part;

impl Part {
    #[inline(always)]
    pub(crate) fn none() -> Part {
        Part
    }

    #[inline(always)]
    pub(crate) fn begin(&mut self) {}

    #[inline(always)]
    pub(crate) fn add(&mut self, _items: usize) {}

    #[inline(always)]
    pub(crate) fn has_at_most(&mut self, _items: impl FnOnce() -> usize) {}

    #[inline(always)]
    pub(crate) fn end(&mut self) {}

    #[inline(always)]
    pub(crate) fn hand_over(&mut self) {}

    #[inline(always)]
    pub(crate) fn wait(&mut self) {}

    #[inline(always)]
    pub(crate) fn waited(&mut self, _what: For) {}

    #[inline(always)]
    pub(crate) fn was_dealt(&mut self, _makes: bool, _making: f32) {}
}
