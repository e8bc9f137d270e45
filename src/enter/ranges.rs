//! Ranges of numbers and of characters. One implementation each, so that a closure's argument types the
//! range.

use std::ops::{Range, RangeInclusive};

use super::enter;
use crate::source::{Number, Numbers, NumbersInclusive};

enter! {
    [T: Number] Range<T> where [Self: Iterator<Item = T>], of T: Numbers<T> = |range| Numbers::new(range);
    [T: Number] RangeInclusive<T> where [Range<T>: Iterator<Item = T>], of T: NumbersInclusive<T>
        = |range| NumbersInclusive::new(range);
}
