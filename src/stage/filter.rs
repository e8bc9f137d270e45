//! `filter`, `filter_map` and `positions`: only some of the items.

stage! {
    /// What [`Par::filter`](crate::Par::filter) makes of a chain.
    fewer Filter(wanted: F) for [F: Fn(&P::Item) -> bool,] => P::Item: |piece, wanted| piece.filter(wanted)
}

stage! {
    /// What [`Par::filter_map`](crate::Par::filter_map) makes of a chain.
    fewer FilterMap(f: F) for [R, F: Fn(P::Item) -> Option<R>,] => R: |piece, f| piece.filter_map(f)
}

stage! {
    /// What [`Par::positions`](crate::Par::positions) makes of a chain of numbered items.
    fewer Positions(wanted: F) for [T, F: Fn(T) -> bool,] of (usize, T) => usize:
    |piece, wanted| piece.filter_map(move |(at, item)| wanted(item).then_some(at))
}
