//! Trees that are walked through, beside a loop with a stack.

#[path = "../it/random.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod random;
#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

use abreast::prelude::*;
use abreast::walk;
use proptest::prelude::*;

use random::{random, scrambled};
use support::{Books, Entry, THREADS, more_than_usual, panic_of};

/// What `walk` yields, in a plain loop.
fn walked<T, I: IntoIterator<Item = T>>(root: T, children: impl Fn(&T) -> I) -> Vec<T> {
    let (mut stack, mut all) = (vec![root], Vec::new());
    while let Some(node) = stack.pop() {
        let mut found: Vec<T> = children(&node).into_iter().collect();
        found.reverse();
        stack.extend(found);
        all.push(node);
    }
    all
}

/// A node of a tree that is as good as random: its name, and how many levels may be below it.
type Node = (u64, u32);

/// At most `most` children for each node.
fn children(most: u64) -> impl Fn(&Node) -> Vec<Node> + Copy {
    move |&(name, levels)| match levels {
        0 => Vec::new(),
        _ => (1..=scrambled(name) % (most + 1))
            .map(|n| (scrambled(name.wrapping_add(n)), levels - 1))
            .collect(),
    }
}

/// The root of a tree of some hundreds of nodes, at most 3 below each.
fn root() -> Node {
    let is_fit = |root: &Node| (200..2000).contains(&walked(*root, children(3)).len());
    (0..).map(|name| (name, 8)).find(is_fit).unwrap()
}

fn f(node: Node) -> u64 {
    node.0 ^ u64::from(node.1)
}

#[test]
fn random_trees_beside_a_loop() {
    let trees = (any::<u64>(), 0_u32..9, 1_u64..7, 0..THREADS.len());
    random(
        "ABREAST_WALKS",
        60,
        trees,
        |(name, levels, most, threads)| {
            let (root, children) = ((name, levels), children(most));
            let all = walked(root, children);
            let nodes = || walk(root, children);
            let results: Vec<u64> = all.iter().copied().map(f).collect();
            with_threads(THREADS[threads], || {
                assert_eq!(nodes().collect_vec(), all);
                assert_eq!(nodes().map(f).max_len(1).collect_vec(), results);
                assert_eq!(nodes().min_len(100).map(f).collect_vec(), results);
                let odd = |x: &u64| x % 2 == 1;
                // Blocks of what is pulled depend on the position alone.
                let sum = nodes().map(|node| f(node) as f32).sum::<f32>();
                let mut pulled = all.iter().filter(|_| true);
                assert_eq!(sum, pulled.par_map(|node| f(*node) as f32).sum::<f32>());
                assert_eq!(nodes().count(), all.len());
                assert_eq!(
                    nodes().map(f).find(odd),
                    results.iter().copied().find(|x| odd(x))
                );
                let joined = |chain: Par<_>| -> Vec<Node> {
                    let push = |mut all: Vec<Node>, node| {
                        all.push(node);
                        all
                    };
                    let join = |mut left: Vec<Node>, mut right: Vec<Node>| {
                        left.append(&mut right);
                        left
                    };
                    chain.fold(Vec::new, push, join)
                };
                assert_eq!(joined(nodes()), all);
                let mut streamed = Vec::new();
                nodes()
                    .window(5)
                    .for_each_ordered(|node| streamed.push(node));
                assert_eq!(streamed, all);
                assert_eq!(nodes().stream().collect::<Vec<_>>(), all);
                let mut unordered: Vec<Node> = nodes().stream_unordered().collect();
                let mut sorted = all.clone();
                unordered.sort_unstable();
                sorted.sort_unstable();
                assert_eq!(unordered, sorted);
                let twice = nodes().chain(walk(root, children)).collect_vec();
                assert_eq!(twice, [all.as_slice(), &all].concat());
            });
        },
    );
}

/// The first item alone does not say that children take long.
#[test]
fn slow_children_are_found_in_order() {
    let slowly = |node: &Node| {
        thread::sleep(Duration::from_micros(node.0 % 50));
        children(3)(node)
    };
    let root = root();
    let all = walked(root, children(3));
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!(walk(root, slowly).collect_vec(), all);
            let mut streamed = Vec::new();
            walk(root, slowly).for_each_ordered(|node| streamed.push(node));
            assert_eq!(streamed, all);
        });
    }
}

/// Lets nobody pass before `n` are here, the first time.
struct Crowd {
    here: Mutex<usize>,
    all: Condvar,
    n: usize,
}

impl Crowd {
    fn of(n: usize) -> Crowd {
        Crowd {
            here: Mutex::new(0),
            all: Condvar::new(),
            n,
        }
    }

    fn join(&self) {
        let mut here = self.here.lock().unwrap();
        *here += 1;
        self.all.notify_all();
        drop(self.all.wait_while(here, |here| *here < self.n).unwrap());
    }
}

/// Every level of a narrow tree has too few nodes: those of several are begun before one is done.
#[test]
fn children_are_found_side_by_side() {
    for (most, wide) in [(2_u64, false), (4, false), (1000, true)] {
        for threads in more_than_usual() {
            let crowd = Crowd::of(threads);
            // The first nodes have children at once, so that there are enough of others.
            let find = |&(name, level): &(u64, u32)| {
                if (wide && level == 1) || (!wide && level == 5) {
                    crowd.join();
                }
                let n = if level < 8 && (level == 0 || !wide) {
                    most
                } else {
                    0
                };
                (0..n).map(move |n| (name * most + n, level + 1))
            };
            let expected = walked((0, 0), |&(name, level): &(u64, u32)| {
                let n = if level < 8 && (level == 0 || !wide) {
                    most
                } else {
                    0
                };
                (0..n).map(move |n| (name * most + n, level + 1))
            });
            let all = with_threads(threads, || walk((0, 0), find).collect_vec());
            assert!(all == expected, "{most} children, {threads} threads");
        }
    }
}

/// Neither the tree nor what is known of it is gone through by recursion.
#[test]
fn a_deep_tree_on_a_small_stack() {
    const DEPTH: usize = 100_000;
    let small = thread::Builder::new().stack_size(256 << 10);
    let deep = || {
        for threads in [1, 2, 3, 8] {
            with_threads(threads, || {
                let chain = || walk(0, |n: &usize| (*n < DEPTH).then_some(n + 1));
                assert!(chain().collect_vec().into_iter().eq(0..=DEPTH));
                let mut next = 0;
                chain().for_each_ordered(|n| {
                    assert_eq!(n, next);
                    next += 1;
                });
                assert_eq!(next, DEPTH + 1);
            });
        }
    };
    small.spawn(deep).unwrap().join().unwrap();
}

#[test]
fn many_children() {
    for threads in [1, 2, 3, 8] {
        with_threads(threads, || {
            let root = |n: &u32| if *n == 0 { 1..200_001 } else { 0..0 };
            assert!(walk(0, root).collect_vec().into_iter().eq(0..200_001));
        });
    }
}

/// A node of which the books say whether it is there.
struct Kept<'b> {
    node: Node,
    _entry: Entry<'b>,
}

/// Nodes that are there at the same time.
#[derive(Default)]
struct Alive {
    now: AtomicUsize,
    most: AtomicUsize,
}

struct Living<'a>(&'a Alive, u64);

impl<'a> Living<'a> {
    fn new(alive: &'a Alive, n: u64) -> Self {
        let now = alive.now.fetch_add(1, SeqCst) + 1;
        alive.most.fetch_max(now, SeqCst);
        Living(alive, n)
    }
}

impl Drop for Living<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, SeqCst);
    }
}

/// Where somebody stops it, what was walked through so far is there, without a gap.
#[test]
fn an_endless_tree_that_is_stopped() {
    for threads in [1, 2, 3, 8] {
        let seen = AtomicUsize::new(0);
        let numbers = with_threads(threads, || {
            let nodes = walk(0_u64, |n| [n + 1]).until(|| seen.load(SeqCst) >= 1_000);
            nodes
                .inspect(|_| {
                    seen.fetch_add(1, SeqCst);
                })
                .collect_vec()
        });
        assert!(numbers.len() >= 1_000, "{threads} threads");
        assert!((0..).zip(numbers).all(|(expected, n)| n == expected));
    }
}

/// An endless tree is taken from as long as it is wanted, and what is held is bounded.
#[test]
fn an_endless_tree_that_is_streamed_takes_bounded_memory() {
    for threads in [1, 2, 3, 8] {
        let alive = Alive::default();
        let alive = &alive;
        // The first child has no children: so the depth grows slowly.
        let below = |node: &Living<'_>| {
            let name = node.1;
            let n = if name % 4 == 1 { 0 } else { 4 };
            (0..n).map(move |child| Living::new(alive, 4 * (name % 1000) + child))
        };
        let end = with_threads(threads, || {
            let mut taken = 0;
            let root = Living::new(alive, 0);
            walk(root, below).window(100).try_for_each_ordered(|_| {
                taken += 1;
                if taken < 100_000 { Ok(()) } else { Err(taken) }
            })
        });
        assert_eq!(end, Err(100_000));
        assert_eq!(alive.now.load(SeqCst), 0);
        // A loop's stack grows by a node or two for each that it takes at worst; here by far fewer.
        let mut stack = vec![0_u64];
        let mut deepest = 0;
        for _ in 0..100_000 {
            let node = stack.pop().unwrap();
            let n = if node % 4 == 1 { 0 } else { 4 };
            stack.extend((0..n).rev().map(|child| 4 * (node % 1000) + child));
            deepest = deepest.max(stack.len());
        }
        let most = alive.most.load(SeqCst);
        assert!(
            most < deepest + 10_000,
            "{most} at once, {deepest} in a loop"
        );
    }
}

/// The panic that comes is that of a loop, and everything is dropped once.
#[test]
fn a_panic_of_children_comes_where_a_loop_has_it() {
    let root = root();
    let all = walked(root, children(3));
    for at in [0, 1, all.len() / 2, all.len() - 1] {
        let bad = all[at];
        for threads in [1, 2, 3, 8] {
            let books = Books::new(4 * all.len());
            let keep = |node| Kept {
                node,
                _entry: books.enter(),
            };
            let find = |kept: &Kept<'_>| {
                let found = children(3)(&kept.node);
                if kept.node == bad {
                    panic!("at {at}");
                }
                found.into_iter().map(keep)
            };
            let mut taken = 0;
            let panic = panic_of(|| {
                with_threads(threads, || {
                    walk(keep(root), find).for_each_ordered(|kept| {
                        assert_eq!(kept.node, all[taken]);
                        taken += 1;
                    });
                });
            });
            assert_eq!((panic, taken), (format!("at {at}"), at));
            books.check();
            let panic = panic_of(|| with_threads(threads, || walk(keep(root), find).count()));
            assert_eq!(panic, format!("at {at}"));
        }
    }
}

/// Whatever ends a walk early, all nodes are dropped once.
/// One thread asks for a node while another meets a panic behind it: what comes before the panic is
/// delivered all the same.
#[test]
fn everything_before_a_panic_is_delivered_in_order() {
    for n in 1..600_u64 {
        let bad = n * 7919 % n.div_ceil(2);
        let below = |x: &u64| {
            assert!(*x != bad, "{bad}");
            [2 * x + 1, 2 * x + 2].into_iter().filter(move |x| *x < n)
        };
        let expected: Vec<u64> = walked(0, |x| (*x != bad).then(|| below(x)).into_iter().flatten())
            .into_iter()
            .take_while(|x| *x != bad)
            .collect();
        for threads in more_than_usual() {
            let mut seen = Vec::new();
            let panic = panic_of(|| {
                with_threads(threads, || {
                    walk(0, below).for_each_ordered(|x| seen.push(x));
                });
            });
            assert_eq!(panic, bad.to_string());
            assert_eq!(seen, expected, "{n} nodes");
        }
    }
}

#[test]
fn early_ends_drop_every_node_once() {
    let root = root();
    let all = walked(root, children(3));
    for threads in [1, 2, 3, 8] {
        let books = Books::new(8 * all.len());
        let keep = |node| Kept {
            node,
            _entry: books.enter(),
        };
        let find = |kept: &Kept<'_>| children(3)(&kept.node).into_iter().map(keep);
        with_threads(threads, || {
            drop(walk(keep(root), find));
            let wanted = all[all.len() / 2];
            let found = walk(keep(root), find).find(|kept| kept.node == wanted);
            assert_eq!(found.map(|kept| kept.node), Some(wanted));
            let found = walk(keep(root), find).position(|kept| kept.node == wanted);
            assert_eq!(found, Some(all.len() / 2));
            let mut left = 10;
            let ended = walk(keep(root), find).try_for_each_ordered(|_| {
                left -= 1;
                if left > 0 { Ok(()) } else { Err(()) }
            });
            assert_eq!(ended, Err(()));
            let folded = walk(keep(root), find).try_fold(
                || 0,
                |n, kept| {
                    if kept.node == wanted {
                        Err(())
                    } else {
                        Ok(n + 1)
                    }
                },
                |m, n| m + n,
            );
            assert_eq!(folded, Err(()));
        });
        books.check();
    }
}
