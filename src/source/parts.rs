//! Parts of a slice, between elements that a closure tells.

use std::ops::Range;

use super::cut::Cutting;

/// What lies between elements that are separators. The slice's end is a place where a part may begin, too.
#[derive(Clone)]
pub struct Split<'a, T, F> {
    items: &'a [T],
    separates: F,
}

impl<'a, T, F> Split<'a, T, F> {
    pub(crate) fn new(items: &'a [T], separates: F) -> Self {
        Split { items, separates }
    }
}

/// The first index in `range`, which is not empty, that is 0 or right behind an element that `ends` a part.
#[inline]
fn behind<T>(items: &[T], range: Range<usize>, ends: impl Fn(&T) -> bool) -> Option<usize> {
    let Some(before) = range.start.checked_sub(1) else {
        return Some(0);
    };
    let at = items[before..range.end - 1].iter().position(ends)?;
    Some(range.start + at)
}

impl<'a, T, F: Fn(&T) -> bool> Cutting for Split<'a, T, F> {
    type Item = &'a [T];
    const NAME: &'static str = "Split";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        self.items.len().saturating_add(1)
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        behind(self.items, range, &self.separates)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a [T]> {
        Until {
            parts: self.items[from..].split(&self.separates),
            next: from,
            between: 1,
            until,
        }
    }
}

/// The same, where a separator belongs to the part that it ends.
#[derive(Clone)]
pub struct SplitInclusive<'a, T, F> {
    items: &'a [T],
    ends: F,
}

impl<'a, T, F> SplitInclusive<'a, T, F> {
    pub(crate) fn new(items: &'a [T], ends: F) -> Self {
        SplitInclusive { items, ends }
    }
}

impl<'a, T, F: Fn(&T) -> bool> Cutting for SplitInclusive<'a, T, F> {
    type Item = &'a [T];
    const NAME: &'static str = "SplitInclusive";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        self.items.len()
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        behind(self.items, range, &self.ends)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a [T]> {
        Until {
            parts: self.items[from..].split_inclusive(&self.ends),
            next: from,
            between: 0,
            until,
        }
    }
}

/// Neighbours that belong together.
#[derive(Clone)]
pub struct ChunkBy<'a, T, F> {
    items: &'a [T],
    together: F,
}

impl<'a, T, F> ChunkBy<'a, T, F> {
    pub(crate) fn new(items: &'a [T], together: F) -> Self {
        ChunkBy { items, together }
    }
}

impl<'a, T, F: Fn(&T, &T) -> bool> Cutting for ChunkBy<'a, T, F> {
    type Item = &'a [T];
    const NAME: &'static str = "ChunkBy";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        self.items.len()
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        let Some(before) = range.start.checked_sub(1) else {
            return Some(0);
        };
        let mut pairs = self.items[before..range.end].windows(2);
        let at = pairs.position(|pair| !(self.together)(&pair[0], &pair[1]))?;
        Some(range.start + at)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a [T]> {
        Until {
            parts: self.items[from..].chunk_by(&self.together),
            next: from,
            between: 0,
            until,
        }
    }
}

/// Parts that begin before index `until`. Their closure is asked as a loop asks it, one element after the
/// other, and for none before it is wanted: it may panic.
struct Until<I> {
    parts: I,
    /// Where the next one begins.
    next: usize,
    /// How many elements lie between two parts.
    between: usize,
    until: usize,
}

impl<'a, T: 'a, I: Iterator<Item = &'a [T]>> Iterator for Until<I> {
    type Item = &'a [T];

    #[inline]
    fn next(&mut self) -> Option<&'a [T]> {
        if self.next >= self.until {
            return None;
        }
        let part = self.parts.next()?;
        self.next += part.len() + self.between;
        Some(part)
    }
}
