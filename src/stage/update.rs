//! `update`: each item, changed in its place.

stage! {
    /// What [`Par::update`](crate::Par::update) makes of a chain.
    exact Update(change: F) for [F: Fn(&mut P::Item),] => P::Item: |piece, change| piece.map(move |mut item| {
        change(&mut item);
        item
    })
}
