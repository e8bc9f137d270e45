//! The standard collections. Those without an index are listed first: their items, or references to them,
//! in a vector.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};

use super::enter;
use crate::source::{Owned, Slice, SliceMut};
use crate::stage::Chained;

enter! {
    [T] VecDeque<T>, of T: Owned<T> = |items| Owned::new(items.into());
    ['a, T] &'a VecDeque<T>, of &'a T: Chained<Slice<'a, T>, Slice<'a, T>> = |items| {
        let (front, back) = items.as_slices();
        Chained::new(Slice::new(front), Slice::new(back))
    };
    ['a, T] &'a mut VecDeque<T>, of &'a mut T: Chained<SliceMut<'a, T>, SliceMut<'a, T>> = |items| {
        let (front, back) = items.as_mut_slices();
        Chained::new(SliceMut::new(front), SliceMut::new(back))
    };

    [T] BinaryHeap<T>, of T: Owned<T> = |items| Owned::new(items.into_vec());
    ['a, T] &'a BinaryHeap<T>, of &'a T: Slice<'a, T> = |items| Slice::new(items.as_slice());

    [K, V, S] HashMap<K, V, S>, of (K, V): Owned<(K, V)> = |items| Owned::of(items.into_iter());
    ['a, K, V, S] &'a HashMap<K, V, S>, of (&'a K, &'a V): Owned<(&'a K, &'a V)>
        = |items| Owned::of(items.iter());
    ['a, K, V, S] &'a mut HashMap<K, V, S>, of (&'a K, &'a mut V): Owned<(&'a K, &'a mut V)> =
        |items| Owned::of(items.iter_mut());

    [T, S] HashSet<T, S>, of T: Owned<T> = |items| Owned::of(items.into_iter());
    ['a, T, S] &'a HashSet<T, S>, of &'a T: Owned<&'a T> = |items| Owned::of(items.iter());

    [K, V] BTreeMap<K, V>, of (K, V): Owned<(K, V)> = |items| Owned::of(items.into_iter());
    ['a, K, V] &'a BTreeMap<K, V>, of (&'a K, &'a V): Owned<(&'a K, &'a V)> = |items| Owned::of(items.iter());
    ['a, K, V] &'a mut BTreeMap<K, V>, of (&'a K, &'a mut V): Owned<(&'a K, &'a mut V)> =
        |items| Owned::of(items.iter_mut());

    [T] BTreeSet<T>, of T: Owned<T> = |items| Owned::of(items.into_iter());
    ['a, T] &'a BTreeSet<T>, of &'a T: Owned<&'a T> = |items| Owned::of(items.iter());

    [T] LinkedList<T>, of T: Owned<T> = |items| Owned::of(items.into_iter());
    ['a, T] &'a LinkedList<T>, of &'a T: Owned<&'a T> = |items| Owned::of(items.iter());
    ['a, T] &'a mut LinkedList<T>, of &'a mut T: Owned<&'a mut T> = |items| Owned::of(items.iter_mut());

    [T] Option<T>, of T: Owned<T> = |item| Owned::of(item.into_iter());
    ['a, T] &'a Option<T>, of &'a T: Slice<'a, T> = |item| Slice::new(item.as_slice());
    ['a, T] &'a mut Option<T>, of &'a mut T: SliceMut<'a, T> = |item| SliceMut::new(item.as_mut_slice());

    [T, E] Result<T, E>, of T: Owned<T> = |item| Owned::of(item.into_iter());
    ['a, T, E] &'a Result<T, E>, of &'a T: Owned<&'a T> = |item| Owned::of(item.iter());
    ['a, T, E] &'a mut Result<T, E>, of &'a mut T: Owned<&'a mut T> = |item| Owned::of(item.iter_mut());
}
