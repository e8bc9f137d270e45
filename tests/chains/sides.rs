//! Both sides by the same words: what a chain begins with, and the adapters that `std` does not have.

use abreast::prelude::*;

pub(super) struct Parallel;

impl Parallel {
    /// Through the first door.
    pub(super) fn split<C: IntoParallel>(&self, items: C) -> Par<C::Pieces> {
        items.par()
    }

    pub(super) fn lines<'a>(
        &self,
        text: &'a str,
    ) -> Par<impl Pieces<Item = &'a str> + Sync + Clone + use<'a>> {
        text.par_lines()
    }

    pub(super) fn split_text<'a>(
        &self,
        text: &'a str,
        c: char,
    ) -> Par<impl Pieces<Item = &'a str> + Sync + use<'a>> {
        text.par_split(c)
    }

    pub(super) fn words<'a>(
        &self,
        text: &'a str,
    ) -> Par<impl Pieces<Item = &'a str> + Sync + use<'a>> {
        text.par_split_whitespace()
    }

    pub(super) fn ascii_words<'a>(
        &self,
        text: &'a str,
    ) -> Par<impl Pieces<Item = &'a str> + Sync + use<'a>> {
        text.par_split_ascii_whitespace()
    }

    pub(super) fn split_at<'a, T: Sync>(
        &self,
        items: &'a [T],
        at: impl Fn(&T) -> bool + Sync,
    ) -> Par<impl Pieces<Item = &'a [T]> + Sync> {
        items.par_split(at)
    }

    pub(super) fn split_behind<'a, T: Sync>(
        &self,
        items: &'a [T],
        at: impl Fn(&T) -> bool + Sync,
    ) -> Par<impl Pieces<Item = &'a [T]> + Sync> {
        items.par_split_inclusive(at)
    }

    pub(super) fn chunk_by<'a, T: Sync>(
        &self,
        items: &'a [T],
        together: impl Fn(&T, &T) -> bool + Sync,
    ) -> Par<impl Pieces<Item = &'a [T]> + Sync> {
        items.par_chunk_by(together)
    }

    /// Through the second door.
    pub(super) fn pull<I: Iterator + Send>(
        &self,
        items: I,
    ) -> Par<impl Pieces<Item = I::Item> + Sync>
    where
        I::Item: Send,
    {
        items.into_par()
    }

    /// The nodes of a tree.
    pub(super) fn walk<T: Send, I: IntoIterator<Item = T>>(
        &self,
        root: T,
        children: impl Fn(&T) -> I + Send + Sync,
    ) -> Par<impl Pieces<Item = T> + Sync> {
        abreast::walk(root, children)
    }
}

pub(super) struct Sequential;

impl Sequential {
    pub(super) fn split<C: IntoIterator>(&self, items: C) -> C::IntoIter {
        items.into_iter()
    }

    pub(super) fn pull<I: Iterator>(&self, items: I) -> I {
        items
    }

    /// Depth-first, each node before its children.
    pub(super) fn walk<T, I: IntoIterator<Item = T>>(
        &self,
        root: T,
        children: impl Fn(&T) -> I,
    ) -> impl Iterator<Item = T> {
        let mut stack = vec![root];
        std::iter::from_fn(move || {
            let node = stack.pop()?;
            let found = Vec::from_iter(children(&node));
            stack.extend(found.into_iter().rev());
            Some(node)
        })
    }

    pub(super) fn lines<'a>(&self, text: &'a str) -> std::str::Lines<'a> {
        text.lines()
    }

    pub(super) fn split_text<'a>(&self, text: &'a str, c: char) -> std::str::Split<'a, char> {
        text.split(c)
    }

    pub(super) fn words<'a>(&self, text: &'a str) -> std::str::SplitWhitespace<'a> {
        text.split_whitespace()
    }

    pub(super) fn ascii_words<'a>(&self, text: &'a str) -> std::str::SplitAsciiWhitespace<'a> {
        text.split_ascii_whitespace()
    }

    pub(super) fn split_at<'a, T>(
        &self,
        items: &'a [T],
        at: impl Fn(&T) -> bool,
    ) -> impl Iterator<Item = &'a [T]> {
        items.split(at)
    }

    pub(super) fn split_behind<'a, T>(
        &self,
        items: &'a [T],
        at: impl Fn(&T) -> bool,
    ) -> impl Iterator<Item = &'a [T]> {
        items.split_inclusive(at)
    }

    pub(super) fn chunk_by<'a, T>(
        &self,
        items: &'a [T],
        together: impl Fn(&T, &T) -> bool,
    ) -> impl Iterator<Item = &'a [T]> {
        items.chunk_by(together)
    }
}

/// What chains of `std` lack.
pub(super) trait Beside: Iterator + Sized {
    fn chunks(mut self, n: usize) -> impl Iterator<Item = Vec<Self::Item>> {
        std::iter::from_fn(move || {
            let chunk: Vec<_> = self.by_ref().take(n).collect();
            (!chunk.is_empty()).then_some(chunk)
        })
    }

    fn map_init<S, R>(
        self,
        init: impl Fn() -> S,
        f: impl Fn(&mut S, Self::Item) -> R,
    ) -> impl Iterator<Item = R> {
        let mut state = init();
        self.map(move |item| f(&mut state, item))
    }

    fn update(self, change: impl Fn(&mut Self::Item)) -> impl Iterator<Item = Self::Item> {
        self.map(move |mut item| {
            change(&mut item);
            item
        })
    }

    fn interleave(
        self,
        other: impl IntoIterator<Item = Self::Item>,
    ) -> impl Iterator<Item = Self::Item> {
        let (mut left, mut right) = (self.fuse(), other.into_iter().fuse());
        let mut is_left = false;
        std::iter::from_fn(move || {
            is_left = !is_left;
            match is_left {
                true => left.next().or_else(|| right.next()),
                false => right.next().or_else(|| left.next()),
            }
        })
    }

    fn intersperse(self, between: Self::Item) -> impl Iterator<Item = Self::Item>
    where
        Self::Item: Clone,
    {
        let mut items = self.peekable();
        let mut is_item = false;
        std::iter::from_fn(move || {
            is_item = !is_item;
            match is_item {
                true => items.next(),
                false => items.peek().is_some().then(|| between.clone()),
            }
        })
    }

    fn zip_eq<C: IntoIterator>(self, other: C) -> impl Iterator<Item = (Self::Item, C::Item)> {
        self.zip(other)
    }

    /// Of these chains nobody stops any.
    fn until(self, stop: impl Fn() -> bool) -> impl Iterator<Item = Self::Item> {
        self.take_while(move |_| !stop())
    }

    fn on_progress(self, tell: impl Fn(usize)) -> impl Iterator<Item = Self::Item> {
        self.inspect(move |_| tell(1))
    }

    fn positions(self, wanted: impl Fn(Self::Item) -> bool) -> impl Iterator<Item = usize> {
        self.enumerate()
            .filter_map(move |(at, item)| wanted(item).then_some(at))
    }

    /// An iterator that knows its length and goes backward. Everything before is computed at once, so it
    /// must not panic.
    fn settled(self) -> std::vec::IntoIter<Self::Item> {
        self.collect::<Vec<_>>().into_iter()
    }
}

impl<I: Iterator> Beside for I {}

pub(super) trait Settled {
    fn settled(self) -> Self;
}

/// A chain with one item per index knows and does all that anyway.
impl<P> Settled for Par<P> {
    fn settled(self) -> Self {
        self
    }
}
