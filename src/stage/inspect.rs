//! `inspect`: a look at each item that goes by.

stage! {
    /// What [`Par::inspect`](crate::Par::inspect) makes of a chain.
    exact Inspect(look: F) for [F: Fn(&P::Item),] => P::Item: |piece, look| piece.inspect(look)
}
