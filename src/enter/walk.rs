//! Trees, whose nodes are found on the way.

use crate::chain::Par;
use crate::source::Walk;

/// A parallel chain of all nodes of a tree: `root` and, behind each node, its children and theirs.
///
/// The order is that of a depth-first loop, which takes a node from a stack and puts its children there: a
/// node comes before its children, and those in the order in which `children` yields them. The children of
/// several nodes are looked for at the same time. Nothing recurses, so the tree may be as deep as memory
/// allows. In a graph without cycles, a node comes once for each way that leads to it; in one with cycles,
/// this does not end.
///
/// Lazy: nothing runs before the chain is consumed. `children` is called once for each node, before the node
/// itself goes on into the chain. It is called for nodes ahead of those that are taken, but of no more than
/// some hundreds: so where the nodes are taken [one by one](Par::for_each_ordered), a tree need not fit into
/// memory, and where the sequence ends early, the rest is not walked through.
///
/// ```
/// use abreast::{prelude::*, walk};
///
/// struct Folder {
///     name: &'static str,
///     folders: Vec<Folder>,
/// }
/// let home = Folder {
///     name: "home",
///     folders: vec![
///         Folder { name: "photos", folders: vec![Folder { name: "2026", folders: vec![] }] },
///         Folder { name: "music", folders: vec![] },
///     ],
/// };
/// let names = walk(&home, |folder| &folder.folders).map(|folder| folder.name);
/// assert_eq!(names.collect_vec(), ["home", "photos", "2026", "music"]);
///
/// // A tree that is not there before it is walked through:
/// let below = walk(1_u32, |n| [2 * n, 2 * n + 1].into_iter().filter(|m| *m < 100));
/// assert_eq!(below.sum::<u32>(), (1..100).sum());
/// ```
///
/// # Panics
///
/// The chain's consumer, with the panic of `children`, as if it had come of the node itself.
pub fn walk<T, F, I>(root: T, children: F) -> Par<Walk<T, F>>
where
    T: Send,
    F: Fn(&T) -> I + Send + Sync,
    I: IntoIterator<Item = T>,
{
    Par::new(Walk::new(root, children))
}
