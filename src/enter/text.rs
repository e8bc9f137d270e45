//! Texts, and their iterators that show what is left of them.

use std::{str, string};

use super::enter;
use crate::chain::Par;
use crate::source::{CharIndices, Chars, Cut, Lines, SplitText, Words};

enter! {
    ['a] str::Chars<'a>, of char: Cut<Chars<&'a str>> = |iter| Cut::new(Chars::new(iter.as_str()));
    ['a] str::CharIndices<'a>, of (usize, char): Cut<CharIndices<'a>> =
        |iter| Cut::new(CharIndices::new(iter.as_str(), iter.offset()));
    [] string::Drain<'_>, of char: Cut<Chars<String>> = |iter| Cut::new(Chars::new(iter.as_str().into()));
}

/// Lines, words and other parts of a text, dealt by bytes: any thread can begin anywhere in it.
///
/// The standard iterators of the same names do not show what is left of them, so `text.lines().par()` is
/// pulled from by one thread at a time. These methods are for where that counts: where an item costs little,
/// or to find the items is what costs. No item is ever cut, and a thread that is dealt some bytes in the
/// middle of a long item sees that none begins there.
///
/// Options such as [`min_len`](Par::min_len) and [`max_len`](Par::max_len) count bytes of the text, and a
/// [`window`](Par::window) as many bytes as so many items usually have; items that wait for each other are
/// dealt one by one with `max_len(1)`. Which item will be the tenth is not
/// known before the others are there: [`enumerate`](Par::enumerate) and the like need a chain that is
/// [`Exact`](crate::Exact).
pub trait ParallelStr {
    /// The lines, without their ends, as [`str::lines`] yields them.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let lines = "1\n2\r\n\n3\n".par_lines().map(|line| line.parse::<u32>().ok());
    /// assert_eq!(lines.collect_vec(), [Some(1), Some(2), None, Some(3)]);
    /// ```
    fn par_lines(&self) -> Par<Cut<Lines<'_>>>;

    /// What stands between characters that are `separator`, as [`str::split`] yields it.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!("a,bc,,".par_split(',').map(str::len).collect_vec(), [1, 2, 0, 0]);
    /// ```
    fn par_split(&self, separator: char) -> Par<Cut<SplitText<'_>>>;

    /// The words: what stands between white space, as [`str::split_whitespace`] yields it.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(" side by\u{2003}side\n".par_split_whitespace().collect_vec(), ["side", "by", "side"]);
    /// ```
    fn par_split_whitespace(&self) -> Par<Cut<Words<'_, false>>>;

    /// The same between white space of ASCII, as [`str::split_ascii_whitespace`] yields it.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(" side\tby side\n".par_split_ascii_whitespace().collect_vec(), ["side", "by", "side"]);
    /// ```
    fn par_split_ascii_whitespace(&self) -> Par<Cut<Words<'_, true>>>;
}

impl ParallelStr for str {
    fn par_lines(&self) -> Par<Cut<Lines<'_>>> {
        Par::new(Cut::new(Lines::new(self)))
    }

    fn par_split(&self, separator: char) -> Par<Cut<SplitText<'_>>> {
        Par::new(Cut::new(SplitText::new(self, separator)))
    }

    fn par_split_whitespace(&self) -> Par<Cut<Words<'_, false>>> {
        Par::new(Cut::new(Words::new(self)))
    }

    fn par_split_ascii_whitespace(&self) -> Par<Cut<Words<'_, true>>> {
        Par::new(Cut::new(Words::new(self)))
    }
}
