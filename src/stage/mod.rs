//! What happens to each item on its way. A stage wraps each piece of the chain before it in the standard adapter of the
//! same name.

mod chain;
mod map;
mod oks;

pub(crate) use chain::Chained;
pub(crate) use map::Map;
pub(crate) use oks::{Oks, Outcome};
