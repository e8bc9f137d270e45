//! `copied` and `cloned`: the items that references stand for.

stage! {
    /// What [`Par::copied`](crate::Par::copied) makes of a chain.
    exact Copied() for ['a, T: Copy + 'a,] of &'a T => T: |piece| piece.copied()
}

stage! {
    /// What [`Par::cloned`](crate::Par::cloned) makes of a chain.
    exact Cloned() for ['a, T: Clone + 'a,] of &'a T => T: |piece| piece.cloned()
}
