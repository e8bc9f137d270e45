//! Consumers that end at the first item by position that is what they look for, on all ranks.

use std::sync::atomic::{AtomicUsize, Ordering};

use abreast::shares::Indexed;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Begun, For, Spread, each, sent};
use crate::call::Bytes;

/// Searching. Everything before the first match is done, and little beyond it, on any rank.
impl<P: Indexed + Sync> Spread<'_, P>
where
    P::Item: Send,
{
    /// The first item that is `wanted`, on every rank.
    ///
    /// # Panics
    ///
    /// On every rank with the first panic of the closures by position, unless the item comes before it.
    #[track_caller]
    pub fn find(self, wanted: impl Fn(&P::Item) -> bool + Sync) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        if self.is_alone() {
            return self.par.find(wanted);
        }
        let begun = self.begin("find", For::All);
        begun.first(|item| wanted(&item).then_some(item))
    }

    /// The first `Some` that `f` makes of an item, on every rank.
    ///
    /// # Panics
    ///
    /// As [`find`](Spread::find).
    #[track_caller]
    pub fn find_map<R>(self, f: impl Fn(P::Item) -> Option<R> + Sync) -> Option<R>
    where
        R: Serialize + DeserializeOwned + Send,
    {
        if self.is_alone() {
            return self.par.find_map(f);
        }
        self.begin("find_map", For::All).first(f)
    }

    /// How many items come before the first that is `wanted`, on every rank.
    ///
    /// # Panics
    ///
    /// As [`find`](Spread::find).
    #[track_caller]
    pub fn position(self, wanted: impl Fn(P::Item) -> bool + Sync) -> Option<usize> {
        if self.is_alone() {
            return self.par.position(wanted);
        }
        let begun = self.begin("position", For::All);
        let exact = begun.shares.is_exact();
        let bytes = begun.by_indices(|shares, chunk| {
            let (indices, items) = (chunk.len(), AtomicUsize::new(0));
            // Where there is one item for each index, nobody has to count.
            let found = shares.share(chunk).position(|item| {
                if !exact {
                    items.fetch_add(1, Ordering::Relaxed);
                }
                wanted(item)
            });
            let all = if exact { indices } else { items.into_inner() };
            Bytes {
                ended: found.is_some(),
                ..sent(&found.ok_or(all))
            }
        });
        let mut before = 0;
        for chunk in each::<Result<usize, usize>>(&bytes) {
            match chunk {
                Ok(found) => return Some(before + found),
                Err(all) => before += all,
            }
        }
        None
    }

    /// Whether any item is `wanted`, on every rank. Of no items, none is.
    ///
    /// # Panics
    ///
    /// As [`find`](Spread::find).
    #[track_caller]
    pub fn any(self, wanted: impl Fn(P::Item) -> bool + Sync) -> bool {
        if self.is_alone() {
            return self.par.any(wanted);
        }
        let begun = self.begin("any", For::All);
        begun.first(|item| wanted(item).then_some(())).is_some()
    }

    /// Whether all items are `wanted`, on every rank. Of no items, all are.
    ///
    /// # Panics
    ///
    /// As [`find`](Spread::find).
    #[track_caller]
    pub fn all(self, wanted: impl Fn(P::Item) -> bool + Sync) -> bool {
        if self.is_alone() {
            return self.par.all(wanted);
        }
        let begun = self.begin("all", For::All);
        begun.first(|item| (!wanted(item)).then_some(())).is_none()
    }
}

impl<P: Indexed + Sync> Begun<'_, P>
where
    P::Item: Send,
{
    fn first<R>(&self, f: impl Fn(P::Item) -> Option<R> + Sync) -> Option<R>
    where
        R: Serialize + DeserializeOwned + Send,
    {
        let bytes = self.by_indices(|shares, chunk| {
            let found = shares.share(chunk).find_map(&f);
            Bytes {
                ended: found.is_some(),
                ..sent(&found)
            }
        });
        each::<Option<R>>(&bytes).flatten().next()
    }
}
