//! What neighbouring items are put together in: a vector, a string, two vectors.

/// What some neighbouring pieces have yielded, put together in one way or another.
pub(crate) trait Buffer<T>: Default {
    /// An empty one, with room for so many items of a kind.
    fn with_room(_items: usize) -> Self {
        Self::default()
    }

    fn take_in(&mut self, items: impl Iterator<Item = T>);
}

impl<T> Buffer<T> for Vec<T> {
    fn with_room(items: usize) -> Self {
        let mut room = Vec::new();
        // What an iterator says of its length may be wrong, and more than there is room for.
        let _ = room.try_reserve_exact(items);
        room
    }

    #[inline]
    fn take_in(&mut self, items: impl Iterator<Item = T>) {
        let (least, most) = items.size_hint();
        if most == Some(least) {
            self.extend(items);
        } else {
            // `extend` would ask for one item after another: the iterator's own loop over them is up to
            // three times as fast, where it consists of several. An endless iterator says that it has more
            // than there is room for, and may still come to an end: by a panic.
            let _ = self.try_reserve(least);
            items.for_each(|item| self.push(item));
        }
    }
}

impl<T> Buffer<T> for String
where
    String: Extend<T>,
{
    #[inline]
    fn take_in(&mut self, items: impl Iterator<Item = T>) {
        self.extend(items);
    }
}

/// Some items of pairs, left and right.
impl<X, Y> Buffer<(X, Y)> for (Vec<X>, Vec<Y>) {
    fn with_room(items: usize) -> Self {
        (Vec::with_capacity(items), Vec::with_capacity(items))
    }

    #[inline]
    fn take_in(&mut self, items: impl Iterator<Item = (X, Y)>) {
        self.extend(items);
    }
}

/// Items that are wanted, and others.
pub(crate) struct Sides<T> {
    wanted: Vec<T>,
    others: Vec<T>,
}

impl<T> Default for Sides<T> {
    fn default() -> Self {
        Sides {
            wanted: Vec::new(),
            others: Vec::new(),
        }
    }
}

impl<T> Buffer<(bool, T)> for Sides<T> {
    #[inline]
    fn take_in(&mut self, items: impl Iterator<Item = (bool, T)>) {
        items.for_each(|(wanted, item)| {
            // Not by way of a reference to the one or the other: half as long again.
            if wanted {
                self.wanted.push(item);
            } else {
                self.others.push(item);
            }
        });
    }
}

/// Batches of which two vectors are made.
pub(crate) trait Pair {
    type Left;
    type Right;
    /// Whether each has all items, rather than some.
    const IN_FULL: bool;

    fn into_pair(self) -> (Vec<Self::Left>, Vec<Self::Right>);
}

impl<X, Y> Pair for (Vec<X>, Vec<Y>) {
    type Left = X;
    type Right = Y;
    const IN_FULL: bool = true;

    fn into_pair(self) -> (Vec<X>, Vec<Y>) {
        self
    }
}

impl<T> Pair for Sides<T> {
    type Left = T;
    type Right = T;
    const IN_FULL: bool = false;

    fn into_pair(self) -> (Vec<T>, Vec<T>) {
        (self.wanted, self.others)
    }
}
