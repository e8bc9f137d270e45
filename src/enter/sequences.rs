//! Vectors, slices and arrays.

use super::enter;
use crate::source::{Owned, Slice, SliceMut};

enter! {
    [T] Vec<T>, of T: Owned<T> = |items| Owned::new(items);
    [T] Box<[T]>, of T: Owned<T> = |items| Owned::new(items.into_vec());
    [T, const N: usize] [T; N], of T: Owned<T> = |items| Owned::of(items.into_iter());
    ['a, T] &'a Vec<T>, of &'a T: Slice<'a, T> = |items| Slice::new(items);
    ['a, T] &'a Box<[T]>, of &'a T: Slice<'a, T> = |items| Slice::new(items);
    ['a, T] &'a [T], of &'a T: Slice<'a, T> = |items| Slice::new(items);
    ['a, T, const N: usize] &'a [T; N], of &'a T: Slice<'a, T> = |items| Slice::new(items);
    ['a, T] &'a mut Vec<T>, of &'a mut T: SliceMut<'a, T> = |items| SliceMut::new(items);
    ['a, T] &'a mut Box<[T]>, of &'a mut T: SliceMut<'a, T> = |items| SliceMut::new(items);
    ['a, T] &'a mut [T], of &'a mut T: SliceMut<'a, T> = |items| SliceMut::new(items);
    ['a, T, const N: usize] &'a mut [T; N], of &'a mut T: SliceMut<'a, T> = |items| SliceMut::new(items);
}
