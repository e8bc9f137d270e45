//! When: every decision that goes by time, or by what was remembered of it.
//!
//! Values that are told nanoseconds and counts, and answer. There is no clock in here, no lock and no type
//! parameter: the engines (`drive`, `stream`, `task`, `pool`) measure, ask and obey. So every decision has
//! a table test, and every number that one goes by stands in `constants.rs`.

mod awake;
mod beginning;
mod constants;
mod estimate;
mod grain;
mod helpers;
mod in_two;
mod knowledge;
mod one_by_one;
mod pace;
mod portions;
mod quick;
mod row;
mod sharing;
mod size;
mod sorting;
mod window;

pub(crate) use awake::Awake;
pub(crate) use beginning::{Alone, Beginning, Next, Says};
pub(crate) use constants::{
    BATCH, CHEAP, LEAST_LEAF_IN_PLACE, LEAST_LOAN, LOOK_INSIDE, LOOK_INSIDE_AT_LAST,
    MOST_IN_FLIGHT, MOST_JOINS, NAP, PATIENCE, PIECES_A_LOOK, RESPITE, SPIN, SURPRISE,
    THREADS_OF_A_SYSTEM, TIMES_MISSED,
};
pub(crate) use estimate::Estimate;
pub(crate) use grain::{Costs, Grain, first_of_even, limit_of_even};
pub(crate) use helpers::{
    Helpers, holds_up, is_heavy, is_light, is_too_light_to_share, joins_between_looks, price_after,
    sure_at_first, surer, weight,
};
pub(crate) use in_two::InTwo;
pub(crate) use knowledge::{Doubt, Knowledge, SharedCall, Turn, doubt};
pub(crate) use one_by_one::OneByOne;
pub(crate) use pace::{Pace, items_in};
pub(crate) use portions::Portions;
pub(crate) use quick::Quick;
pub(crate) use row::Row;
pub(crate) use sharing::{Sharing, Weight};
pub(crate) use size::{Size, Whom, keep_after, keep_at_first};
pub(crate) use sorting::{SortPlan, is_for_std, leaf_in_place, most_splits, samples};
pub(crate) use window::{batch_len, default_window, most_at_a_time};
