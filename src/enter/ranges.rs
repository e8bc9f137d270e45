//! Ranges of numbers and of characters. One implementation each, so that a closure's argument types the range.

use std::ops::{Range, RangeInclusive};

use super::enter;
use crate::source::{Counted, Number};

enter! {
    [T: Number] Range<T>, of T: Counted<T> = |range| range.into();
    [T: Number] RangeInclusive<T>, of T: Counted<T> = |range| range.into();
}
