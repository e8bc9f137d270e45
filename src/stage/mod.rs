//! What happens to each item on its way. A stage wraps each piece of the chain before it in the standard
//! adapter of the same name.
//!
//! Stages that treat each item by itself leave the chain's indices as they are, and are made by the macro
//! `stage`. Those that have indices of their own say which indices of the chain before them these stand
//! for (`index_stage`).

#[macro_use]
mod macros;

mod beside;
mod chain;
mod chunks;
mod copied;
mod enumerate;
mod filter;
mod flat_map;
mod inspect;
mod interleave;
mod intersperse;
mod map;
mod map_init;
mod oks;
mod progress;
mod rev;
mod share;
mod skip;
mod step_by;
mod take;
mod until;
mod update;
mod zip;

pub(crate) use beside::Beside;
pub(crate) use chain::Chained;
pub(crate) use chunks::Chunked;
pub(crate) use copied::{Cloned, Copied};
pub(crate) use enumerate::Enumerated;
pub(crate) use filter::{Filter, FilterMap, Positions};
pub(crate) use flat_map::{FlatMap, Flatten};
pub(crate) use inspect::Inspect;
pub(crate) use interleave::Interleaved;
pub(crate) use intersperse::Interspersed;
pub(crate) use map::Map;
pub(crate) use map_init::MapInit;
pub(crate) use oks::{Oks, Outcome};
pub(crate) use progress::Progress;
pub(crate) use rev::Reversed;
pub use share::{BlockWise, OfBlock, Share};
pub(crate) use skip::Skipped;
pub(crate) use step_by::Stepped;
pub(crate) use take::Taken;
pub(crate) use until::Stopped;
pub(crate) use update::Update;
pub(crate) use zip::Zipped;

use std::fmt;
use std::ops::Range;

use crate::source::Exact;

/// Shows a stage that has such closures: as `std` does, without them.
fn show(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    base: &dyn fmt::Debug,
    closures: &[&str],
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    shown.field("base", base);
    if closures.is_empty() {
        shown.finish()
    } else {
        shown.finish_non_exhaustive()
    }
}

/// Panics where the indices that are wanted of a stage, `range`, stand for indices of the chain before it
/// that a `usize` does not hold, although that chain has so many items. (Everything, of what is so long, is
/// wanted until it ends.)
#[track_caller]
fn check_numbers<P: Exact>(
    base: &P,
    range: &Range<usize>,
    in_base: impl Fn(usize) -> Option<usize>,
) {
    assert!(
        range.end == usize::MAX || base.indices().is_some() || in_base(range.end).is_some(),
        "more than {} items come before the last one that is wanted, number {}",
        usize::MAX,
        range.end
    );
}
