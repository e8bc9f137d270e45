//! `map`: each item through a closure.

stage! {
    /// What [`Par::map`](crate::Par::map) makes of a chain.
    exact Map(f: F) for [R, F: Fn(P::Item) -> R,] => R: |piece, f| piece.map(f)
}
