//! The words of a text.

use std::ops::Range;

use super::{boundary, boundary_before, bytes_each};
use crate::source::cut::Cutting;

/// The words of a text: what stands between characters that are white space, or between bytes that are, as
/// ASCII has it.
#[derive(Clone)]
pub struct Words<'a, const ASCII: bool> {
    text: &'a str,
}

impl<'a, const ASCII: bool> Words<'a, ASCII> {
    pub(crate) fn new(text: &'a str) -> Self {
        Words { text }
    }

    #[inline]
    fn is_space(c: char) -> bool {
        match ASCII {
            true => c.is_ascii_whitespace(),
            false => c.is_whitespace(),
        }
    }

    /// The text can be cut wherever there is white space on one side or the other.
    #[inline]
    fn cut(&self, range: Range<usize>) -> Option<usize> {
        let (from, to) = (
            boundary(self.text, range.start),
            boundary_before(self.text, range.end),
        );
        let is_behind_space = match self.text[..from].chars().next_back() {
            Some(c) => Self::is_space(c),
            None => true,
        };
        if is_behind_space {
            return (from < range.end).then_some(from);
        }
        let at = self.text.get(from..to)?.find(Self::is_space)?;
        Some(from + at)
    }

    /// The text of the items from `from` on that begin before `until`.
    #[inline]
    fn part(&self, from: usize, until: usize) -> &'a str {
        let len = self.text.len();
        let end = if until < len {
            self.cut(until..len)
        } else {
            None
        };
        &self.text[from..end.unwrap_or(len)]
    }
}

impl<'a> Cutting for Words<'a, false> {
    type Item = &'a str;
    const NAME: &'static str = "Words";
    const LEADS: bool = false;

    fn indices(&self) -> usize {
        self.text.len()
    }

    fn indices_each(&self) -> usize {
        bytes_each(self.text, |sample| sample.split_whitespace().count())
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        self.cut(range)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a str> {
        self.part(from, until).split_whitespace()
    }
}

impl<'a> Cutting for Words<'a, true> {
    type Item = &'a str;
    const NAME: &'static str = "AsciiWords";
    const LEADS: bool = false;

    fn indices(&self) -> usize {
        self.text.len()
    }

    fn indices_each(&self) -> usize {
        bytes_each(self.text, |sample| sample.split_ascii_whitespace().count())
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        self.cut(range)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a str> {
        self.part(from, until).split_ascii_whitespace()
    }
}
