//! What is known of a chain by its type.

use std::alloc::Layout;

/// How many items that are made of others may fit into the place of one of those, for them to be put there:
/// the vector that they end up in stays that much larger.
const WIDEST: usize = 4;

/// What is known of a chain by its type.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Whether every index of the source yields exactly one item, as [`Exact`](crate::Exact) says in types.
    ///
    /// INVARIANT (D7, exact): if so, a piece yields no more items than its claim has indices, and fewer
    /// only where the sequence ends. The sink that writes in place relies on it.
    pub(crate) exact: bool,
    /// Whether the sequence may end before its last index.
    pub(crate) ends: bool,
    /// Whether every item of the source yields exactly one item, in order, also of a source that has no
    /// indices.
    pub(crate) one_each: bool,
    /// Whether a piece pauses where its source does: it yields `None` there, and goes on when it is asked
    /// again. So do adapters that look at one item at a time, but none that remember an end, such as
    /// `flat_map`.
    pub(crate) pauses: bool,
    /// Whether the items of a claim may as well be made one by one, from one index each, or left out: a
    /// piece of one index yields at most one item, and takes no longer than a step of a longer piece; and
    /// there is nothing to drop.
    pub(crate) one_by_one: bool,
    /// Whether index 0, if there is one, yields an item: so the first of all is in the piece that begins
    /// there.
    pub(crate) leads: bool,
    /// Whether its claims are spans, that is, rights to indices and nothing else.
    pub(crate) spans: bool,
    /// Whether an index may yield any number of items, and no end of them.
    pub(crate) many: bool,
    /// The items that the results are made of, index by index, where they lie in memory of the source's own.
    memory: Option<Layout>,
}

impl Shape {
    /// One item for each index.
    pub(crate) const EXACT: Shape = Shape {
        exact: true,
        one_each: true,
        leads: true,
        spans: true,
        ..Shape::ANY
    };

    /// As many items as it likes.
    pub(crate) const ANY: Shape = Shape {
        exact: false,
        ends: false,
        one_each: false,
        pauses: false,
        one_by_one: false,
        leads: false,
        spans: false,
        many: false,
        memory: None,
    };

    /// As many items as it likes for each index, and no end of them.
    pub(crate) const RAGGED: Shape = Shape {
        many: true,
        ..Shape::ANY
    };

    /// Indices whose items are there for the asking.
    pub(crate) const ONE_BY_ONE: Shape = Shape {
        one_by_one: true,
        ..Shape::EXACT
    };

    /// Items that come one after the other, and nobody knows how many.
    pub(crate) const PULLED: Shape = Shape {
        one_each: true,
        pauses: true,
        leads: true,
        ..Shape::ANY
    };

    /// Indices of which some begin an item, among them the first.
    pub(crate) const LED: Shape = Shape {
        leads: true,
        ..Shape::ANY
    };

    /// Of items that lie in memory of the source's own.
    pub(crate) const fn in_memory<T>() -> Shape {
        Shape {
            one_by_one: !std::mem::needs_drop::<T>(),
            memory: Some(Layout::new::<T>()),
            ..Shape::EXACT
        }
    }

    /// The items of some of its indices.
    pub(crate) const fn shared(self) -> Shape {
        Shape {
            leads: self.exact,
            memory: None,
            ..self
        }
    }

    /// Some of its items.
    pub(crate) const fn fewer(self) -> Shape {
        Shape {
            pauses: self.pauses,
            one_by_one: self.one_by_one,
            many: self.many,
            ..Shape::ANY
        }
    }

    /// The same items, of which nothing else is known.
    pub(crate) const fn any(self) -> Shape {
        Shape {
            many: self.many,
            ..Shape::ANY
        }
    }

    /// The same items, of which somebody is to know where a piece begins and ends.
    pub(crate) const fn in_pieces(self) -> Shape {
        Shape {
            pauses: false,
            one_by_one: false,
            ..self
        }
    }

    /// The same items at other indices.
    pub(crate) const fn at_other_indices(self) -> Shape {
        Shape {
            one_by_one: self.one_by_one,
            ..Shape::EXACT
        }
    }

    /// Some items for each of another's.
    pub(crate) const fn several(self) -> Shape {
        Shape {
            leads: self.leads,
            many: self.many,
            ..Shape::ANY
        }
    }

    /// An item of each for each index.
    pub(crate) const fn and(self, other: Shape) -> Shape {
        Shape {
            one_by_one: self.one_by_one && other.one_by_one,
            ..Shape::EXACT
        }
    }

    /// What the items stand for, up to the first that stands for an end.
    pub(crate) const fn up_to_an_end(self) -> Shape {
        Shape {
            ends: true,
            ..self.then(Shape::EXACT)
        }
    }

    /// All items of one, then all of another.
    pub(crate) const fn then(self, other: Shape) -> Shape {
        let exact = self.exact && other.exact;
        Shape {
            exact,
            one_each: exact,
            leads: self.leads && other.leads,
            many: self.many || other.many,
            ..Shape::ANY
        }
    }

    /// How many results of this type have room in the memory of one of the items that they are made of, if
    /// they may take its place.
    pub(crate) const fn room<U>(self) -> Option<usize> {
        let (Some(from), to, true) = (self.memory, Layout::new::<U>(), self.exact) else {
            return None;
        };
        let Some(stride) = from.size().checked_div(to.size()) else {
            return None;
        };
        let fits = from.align() == to.align() && from.size() == stride * to.size();
        if fits && 1 <= stride && stride <= WIDEST {
            Some(stride)
        } else {
            None
        }
    }
}
