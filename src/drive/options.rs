//! What the caller of a chain asked for.

use std::fmt;
use std::num::NonZero;

use super::Horizon;
use crate::sync::Arc;

/// What the caller of a chain asked for: mostly nothing, and then there is nothing to make and next to
/// nothing to move.
#[derive(Clone, Default)]
pub struct Options {
    asked: Option<Box<Asked>>,
    /// Where a stage of the chain says that the sequence ends early; made by the loop where no stage does.
    pub(crate) horizon: Option<Arc<Horizon>>,
}

#[derive(Clone, Default)]
struct Asked {
    threads: Option<NonZero<usize>>,
    min_len: usize,
    max_len: Option<NonZero<usize>>,
    window: Option<NonZero<usize>>,
}

/// What was asked for, and nothing else.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_map();
        let asked = self.asked.as_deref().cloned().unwrap_or_default();
        let min_len = NonZero::new(asked.min_len);
        for (name, n) in [
            ("threads", asked.threads),
            ("min_len", min_len),
            ("max_len", asked.max_len),
            ("window", asked.window),
        ] {
            if let Some(n) = n {
                shown.entry(&format_args!("{name}"), &n);
            }
        }
        shown.finish()
    }
}

impl Options {
    #[inline]
    pub(crate) fn ask_for_nothing(&self) -> bool {
        self.asked.is_none()
    }

    /// Whether nobody said how many items to deal at a time.
    #[inline]
    pub(crate) fn deal_as_usual(&self) -> bool {
        self.min_len() <= 1 && self.max_len() == usize::MAX
    }

    /// From now on somebody may say where the sequence ends early, as a stage of the chain may already; is
    /// that to be expected? (Compiled once: whoever says so is compiled for each chain.)
    #[inline(never)]
    pub(crate) fn set_horizon(&mut self, expected: bool) {
        let new = || Arc::new(Horizon::new(expected));
        self.horizon.get_or_insert_with(new);
    }

    /// That, once it is set.
    #[inline]
    pub(crate) fn horizon(&self) -> &Arc<Horizon> {
        self.horizon.as_ref().expect("is set")
    }

    /// The most threads that this call may use, if it says so.
    #[inline]
    pub(crate) fn threads(&self) -> Option<NonZero<usize>> {
        self.asked.as_ref()?.threads
    }

    /// The fewest items to deal at a time; 0 where nothing was asked for.
    #[inline]
    pub(crate) fn min_len(&self) -> usize {
        self.asked.as_ref().map_or(0, |asked| asked.min_len)
    }

    /// The most items to deal at a time, where there are several threads.
    #[inline]
    pub(crate) fn max_len(&self) -> usize {
        let asked = self.asked.as_ref().and_then(|asked| asked.max_len);
        asked.map_or(usize::MAX, NonZero::get)
    }

    /// The most items in flight, of a chain that delivers while it goes on.
    pub(crate) fn window(&self) -> Option<NonZero<usize>> {
        self.asked.as_ref()?.window
    }

    pub(crate) fn limit_threads(&mut self, n: NonZero<usize>) {
        let asked = self.asked.get_or_insert_default();
        asked.threads = least(asked.threads, Some(n));
    }

    pub(crate) fn raise_min_len(&mut self, n: usize) {
        let asked = self.asked.get_or_insert_default();
        asked.min_len = asked.min_len.max(n);
    }

    pub(crate) fn limit_len(&mut self, n: NonZero<usize>) {
        let asked = self.asked.get_or_insert_default();
        asked.max_len = least(asked.max_len, Some(n));
    }

    pub(crate) fn limit_window(&mut self, n: NonZero<usize>) {
        let asked = self.asked.get_or_insert_default();
        asked.window = least(asked.window, Some(n));
    }

    /// What two callers asked for, both to be honoured.
    pub(crate) fn and(self, other: Options) -> Options {
        let asked = match (self.asked, other.asked) {
            (Some(one), Some(other)) => Some(Box::new(Asked {
                threads: least(one.threads, other.threads),
                min_len: one.min_len.max(other.min_len),
                max_len: least(one.max_len, other.max_len),
                window: least(one.window, other.window),
            })),
            (one, other) => one.or(other),
        };
        Options {
            asked,
            horizon: self.horizon.or(other.horizon),
        }
    }
}

/// The lesser of two bounds, as far as there are any.
fn least(one: Option<NonZero<usize>>, other: Option<NonZero<usize>>) -> Option<NonZero<usize>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
