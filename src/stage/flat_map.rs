//! `flat_map` and `flatten`: as many items for each as it likes.

stage! {
    /// What [`Par::flat_map`](crate::Par::flat_map) makes of a chain.
    ragged FlatMap(f: F) for [R: IntoIterator, F: Fn(P::Item) -> R,] => R::Item: |piece, f| piece.flat_map(f)
}

stage! {
    /// What [`Par::flatten`](crate::Par::flatten) makes of a chain.
    ragged Flatten() for [R: IntoIterator,] of R => R::Item: |piece| piece.flatten()
}
