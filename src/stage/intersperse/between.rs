//! The pieces of such a chain.

/// Items, each with something before it; the first of all without.
pub(super) struct Between<'t, I: Iterator> {
    pub(super) items: I,
    pub(super) between: &'t I::Item,
    pub(super) is_first: bool,
    /// What comes behind what comes before it.
    pub(super) next: Option<I::Item>,
}

impl<I: Iterator<Item: Clone>> Iterator for Between<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if let Some(item) = self.next.take() {
            return Some(item);
        }
        let item = self.items.next()?;
        if std::mem::take(&mut self.is_first) {
            return Some(item);
        }
        self.next = Some(item);
        Some(self.between.clone())
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.items.size_hint();
        let others = |n: usize| {
            let first = usize::from(self.is_first && n > 0);
            let next = usize::from(self.next.is_some());
            n.checked_mul(2)?.checked_add(next)?.checked_sub(first)
        };
        (others(least).unwrap_or(usize::MAX), most.and_then(others))
    }

    /// By itself, so that the loop is the one of the items.
    #[inline]
    fn fold<A, F: FnMut(A, I::Item) -> A>(self, init: A, mut f: F) -> A {
        let (between, mut is_first) = (self.between, self.is_first);
        let begun = match self.next {
            Some(item) => f(init, item),
            None => init,
        };
        self.items.fold(begun, |done, item| {
            let done = match std::mem::take(&mut is_first) {
                true => done,
                false => f(done, between.clone()),
            };
            f(done, item)
        })
    }
}

/// Items and what is between them by turns, `left` of both together.
pub(super) struct Alternating<'t, T, I> {
    pub(super) items: I,
    pub(super) between: &'t T,
    pub(super) is_item: bool,
    pub(super) left: usize,
}

impl<T: Clone, I: Iterator<Item = T>> Iterator for Alternating<'_, T, I> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        let is_item = self.is_item;
        self.is_item = !is_item;
        if is_item {
            self.items.next()
        } else {
            Some(self.between.clone())
        }
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        let n = n.min(self.left);
        let items = if self.is_item { n.div_ceil(2) } else { n / 2 };
        if let Some(others) = items.checked_sub(1) {
            self.items.nth(others);
        }
        self.left -= n;
        self.is_item ^= n % 2 == 1;
        self.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
