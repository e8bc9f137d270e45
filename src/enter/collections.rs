//! The standard collections. Those without an index are listed first: their items, or references to them, in a vector.

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

    [K, V, S] HashMap<K, V, S>, of (K, V): Owned<(K, V)> = |items| items.into_iter().collect();
    ['a, K, V, S] &'a HashMap<K, V, S>, of (&'a K, &'a V): Owned<(&'a K, &'a V)> = |items| items.iter().collect();
    ['a, K, V, S] &'a mut HashMap<K, V, S>, of (&'a K, &'a mut V): Owned<(&'a K, &'a mut V)> =
        |items| items.iter_mut().collect();

    [T, S] HashSet<T, S>, of T: Owned<T> = |items| items.into_iter().collect();
    ['a, T, S] &'a HashSet<T, S>, of &'a T: Owned<&'a T> = |items| items.iter().collect();

    [K, V] BTreeMap<K, V>, of (K, V): Owned<(K, V)> = |items| items.into_iter().collect();
    ['a, K, V] &'a BTreeMap<K, V>, of (&'a K, &'a V): Owned<(&'a K, &'a V)> = |items| items.iter().collect();
    ['a, K, V] &'a mut BTreeMap<K, V>, of (&'a K, &'a mut V): Owned<(&'a K, &'a mut V)> =
        |items| items.iter_mut().collect();

    [T] BTreeSet<T>, of T: Owned<T> = |items| items.into_iter().collect();
    ['a, T] &'a BTreeSet<T>, of &'a T: Owned<&'a T> = |items| items.iter().collect();

    [T] LinkedList<T>, of T: Owned<T> = |items| items.into_iter().collect();
    ['a, T] &'a LinkedList<T>, of &'a T: Owned<&'a T> = |items| items.iter().collect();
    ['a, T] &'a mut LinkedList<T>, of &'a mut T: Owned<&'a mut T> = |items| items.iter_mut().collect();

    [T] Option<T>, of T: Owned<T> = |item| item.into_iter().collect();
    ['a, T] &'a Option<T>, of &'a T: Slice<'a, T> = |item| Slice::new(item.as_slice());
    ['a, T] &'a mut Option<T>, of &'a mut T: SliceMut<'a, T> = |item| SliceMut::new(item.as_mut_slice());

    [T, E] Result<T, E>, of T: Owned<T> = |item| item.into_iter().collect();
    ['a, T, E] &'a Result<T, E>, of &'a T: Owned<&'a T> = |item| item.iter().collect();
    ['a, T, E] &'a mut Result<T, E>, of &'a mut T: Owned<&'a mut T> = |item| item.iter_mut().collect();
}
