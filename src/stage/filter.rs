//! `filter` and `filter_map`: only some of the items.

stage! {
    /// What [`Par::filter`](crate::Par::filter) makes of a chain.
    fewer Filter(wanted: F) for [F: Fn(&P::Item) -> bool,] => P::Item: |piece, wanted| piece.filter(wanted)
}

stage! {
    /// What [`Par::filter_map`](crate::Par::filter_map) makes of a chain.
    fewer FilterMap(f: F) for [R, F: Fn(P::Item) -> Option<R>,] => R: |piece, f| piece.filter_map(f)
}
