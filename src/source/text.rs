//! Texts, dealt by bytes: their characters, lines, words, and what stands between separators.

mod words;

use std::ops::Range;

use super::cut::Cutting;
pub use words::Words;

/// So much of a text says about how long its lines are.
const SAMPLE: usize = 1024;

/// The first place from `at` on where a character begins, or the text ends.
#[inline]
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The last one up to `at`.
#[inline]
fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// About how many bytes there are to an item of which the beginning of the text has so many.
fn bytes_each(text: &str, items: impl Fn(&str) -> usize) -> usize {
    let sample = &text[..boundary_before(text, SAMPLE)];
    (sample.len() / items(sample).max(1)).max(1)
}

/// The characters of a text that is borrowed, or is one's own.
#[derive(Clone)]
pub struct Chars<S> {
    text: S,
}

impl<S> Chars<S> {
    pub(crate) fn new(text: S) -> Self {
        Chars { text }
    }
}

impl<S: AsRef<str>> Cutting for Chars<S> {
    type Item = char;
    const NAME: &'static str = "Chars";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        self.text.as_ref().len()
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        let at = boundary(self.text.as_ref(), range.start);
        (at < range.end).then_some(at)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = char> {
        let text = self.text.as_ref();
        text[from..boundary(text, until)].chars()
    }
}

/// The characters of a text, each with its place.
#[derive(Clone)]
pub struct CharIndices<'a> {
    text: &'a str,
    /// The place of the first.
    offset: usize,
}

impl<'a> CharIndices<'a> {
    pub(crate) fn new(text: &'a str, offset: usize) -> Self {
        CharIndices { text, offset }
    }
}

impl Cutting for CharIndices<'_> {
    type Item = (usize, char);
    const NAME: &'static str = "CharIndices";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        self.text.len()
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        Chars::new(self.text).first_cut(range)
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = (usize, char)> {
        let chars = self.text[from..boundary(self.text, until)].char_indices();
        let offset = self.offset + from;
        chars.map(move |(at, c)| (offset + at, c))
    }
}

/// The first place in `range`, which is not empty, right behind a `separator`. What lies outside of it is
/// looked at no further than that takes.
#[inline]
fn behind_separator(text: &str, separator: char, range: Range<usize>) -> Option<usize> {
    let len = separator.len_utf8();
    let from = boundary(text, range.start.saturating_sub(len));
    let to = boundary_before(text, range.end - 1);
    let at = text.get(from..to)?.find(separator)?;
    Some(from + at + len)
}

/// The lines of a text.
#[derive(Clone)]
pub struct Lines<'a> {
    text: &'a str,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Lines { text }
    }
}

impl<'a> Cutting for Lines<'a> {
    type Item = &'a str;
    const NAME: &'static str = "Lines";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        self.text.len()
    }

    fn indices_each(&self) -> usize {
        bytes_each(self.text, |sample| sample.lines().count())
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        match range.start {
            0 => Some(0),
            _ => behind_separator(self.text, '\n', range),
        }
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a str> {
        let end = behind_separator(self.text, '\n', until..self.text.len() + 1);
        self.text[from..end.unwrap_or(self.text.len())].lines()
    }
}

/// What stands between separators: the text's end is a place where an item may begin, too.
#[derive(Clone)]
pub struct SplitText<'a> {
    text: &'a str,
    separator: char,
}

impl<'a> SplitText<'a> {
    pub(crate) fn new(text: &'a str, separator: char) -> Self {
        SplitText { text, separator }
    }
}

impl<'a> Cutting for SplitText<'a> {
    type Item = &'a str;
    const NAME: &'static str = "SplitText";
    const LEADS: bool = true;

    fn indices(&self) -> usize {
        // No text has so many bytes that this could overflow.
        self.text.len() + 1
    }

    fn indices_each(&self) -> usize {
        bytes_each(self.text, |sample| sample.split(self.separator).count())
    }

    #[inline]
    fn first_cut(&self, range: Range<usize>) -> Option<usize> {
        match range.start {
            0 => Some(0),
            _ => behind_separator(self.text, self.separator, range),
        }
    }

    #[inline]
    fn items(&self, from: usize, until: usize) -> impl Iterator<Item = &'a str> {
        // The separator before `from` may end where another begins that is looked for, and no earlier one is.
        let end = match until <= self.text.len() {
            true => behind_separator(self.text, self.separator, until..self.indices()),
            false => None,
        };
        let end = end.map_or(self.text.len(), |end| end - self.separator.len_utf8());
        self.text[from..end].split(self.separator)
    }
}
