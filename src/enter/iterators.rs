//! Standard iterators that can be split as they are.

use std::collections::{binary_heap, btree_map, vec_deque};
use std::iter::{Chain, Copied, Empty, Enumerate, Once, RepeatN, Rev, Skip, StepBy, Take, Zip};
use std::{array, slice, str, vec};

use super::enter;
use crate::source::{ByNth, Owned, Repeated, Slice, SliceMut, Splittable};

enter! {
    [T] vec::IntoIter<T>, of T: Owned<T> = |iter| Owned::of(iter);
    [T] vec::Drain<'_, T>, of T: Owned<T> = |iter| Owned::of(iter);
    [T] vec_deque::Drain<'_, T>, of T: Owned<T> = |iter| Owned::of(iter);
    [T] binary_heap::Drain<'_, T>, of T: Owned<T> = |iter| Owned::of(iter);
    [T, const N: usize] array::IntoIter<T, N>, of T: Owned<T> = |iter| Owned::of(iter);

    ['a, T] slice::Iter<'a, T>, of &'a T: Slice<'a, T> = |iter| Slice::new(iter.as_slice());
    ['a, T] slice::IterMut<'a, T>, of &'a mut T: SliceMut<'a, T> = |iter| SliceMut::new(iter.into_slice());

    ['a, T] slice::Chunks<'a, T>, of &'a [T]: ByNth<Self> = |iter| ByNth::new(iter);
    ['a, T] slice::ChunksExact<'a, T>, of &'a [T]: ByNth<Self> = |iter| ByNth::new(iter);
    ['a, T] slice::RChunks<'a, T>, of &'a [T]: ByNth<Self> = |iter| ByNth::new(iter);
    ['a, T] slice::RChunksExact<'a, T>, of &'a [T]: ByNth<Self> = |iter| ByNth::new(iter);
    ['a, T] slice::Windows<'a, T>, of &'a [T]: ByNth<Self> = |iter| ByNth::new(iter);
    ['a, T] vec_deque::Iter<'a, T>, of &'a T: ByNth<Self> = |iter| ByNth::new(iter);
    ['a] str::Bytes<'a>, of u8: ByNth<Self> = |iter| ByNth::new(iter);
    // These cannot be cloned, nor taken apart again: the chunks themselves are put into a vector.
    ['a, T] slice::ChunksMut<'a, T>, of &'a mut [T]: Owned<&'a mut [T]> = |iter| Owned::of(iter);
    ['a, T] slice::ChunksExactMut<'a, T>, of &'a mut [T]: Owned<&'a mut [T]> = |iter| Owned::of(iter);
    ['a, T] slice::RChunksMut<'a, T>, of &'a mut [T]: Owned<&'a mut [T]> = |iter| Owned::of(iter);
    ['a, T] slice::RChunksExactMut<'a, T>, of &'a mut [T]: Owned<&'a mut [T]> = |iter| Owned::of(iter);
    ['a, K, V] btree_map::Range<'a, K, V>, of (&'a K, &'a V): Owned<(&'a K, &'a V)> = |iter| Owned::of(iter);

    [T: Clone] RepeatN<T>, of T: Repeated<T> = |iter| Repeated::new(iter);
    [T] Once<T>, of T: Owned<T> = |iter| Owned::of(iter);
    [T] Empty<T>, of T: Owned<T> = |iter| Owned::of(iter);

    [I: Splittable] Enumerate<I>, of (usize, I::Item): ByNth<Self> = |iter| ByNth::new(iter);
    [I: Splittable] Skip<I>, of I::Item: ByNth<Self> = |iter| ByNth::new(iter);
    [I: Splittable] Take<I>, of I::Item: ByNth<Self> = |iter| ByNth::new(iter);
    [I: Splittable] StepBy<I>, of I::Item: ByNth<Self> = |iter| ByNth::new(iter);
    [I: Splittable + DoubleEndedIterator] Rev<I>, of I::Item: ByNth<Self> = |iter| ByNth::new(iter);
    ['a, T: Copy + 'a, I: Splittable<Item = &'a T>] Copied<I>, of T: ByNth<Self> = |iter| ByNth::new(iter);
    [A: Splittable, B: Splittable] Zip<A, B>, of (A::Item, B::Item): ByNth<Self> = |iter| ByNth::new(iter);
    [A: Splittable, B: Splittable<Item = A::Item>] Chain<A, B>, of A::Item: ByNth<Self>
        = |iter| ByNth::new(iter);
}
