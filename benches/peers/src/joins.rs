//! Recursions whose two halves are joined, and tasks in a row.
//!
//! orx-parallel, paralight and pariter have nothing for them.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, mpsc};

use crate::measure::{Cell, Contest, Who};
use crate::work::{chain, grouped, steps_for};

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    let mut cells: Vec<Cell> = [5, 8, 10, 13, 18, 23].into_iter().map(heavy_tree).collect();
    cells.extend([5, 10, 18, 23].map(light_tree));
    cells.push(fib(26));
    cells.push(sort("mergesort: 500_000 u64", 500_000, MERGESORT));
    cells.push(sort("quicksort: 500_000 u64", 500_000, QUICKSORT));
    cells.push(spawned(10_000));
    cells.push(scoped(10_000));
    cells
}

/// A node of a tree all of whose leaves are at the same level.
struct Node {
    value: usize,
    children: Option<&'static [Node; 2]>,
}

/// How many levels the largest tree has.
const LEVELS: u32 = 23;

/// The largest tree; the others are parts of it. Made when it is first wanted: that takes a while.
///
/// Each level lies by itself in memory, so that it is no matter which child somebody goes to first: chili
/// goes to the second.
static TREE: LazyLock<Node> = LazyLock::new(|| {
    let mut below: &[[Node; 2]] = &[];
    for level in (1..LEVELS).rev() {
        let node = |i| Node {
            value: (1 << level) + i,
            children: below.get(i),
        };
        let pairs = (0..1 << (level - 1)).map(|i| [node(2 * i), node(2 * i + 1)]);
        below = pairs.collect::<Vec<_>>().leak();
    }
    Node {
        value: 1,
        children: below.first(),
    }
});

/// A tree of so many levels.
fn tree(levels: u32) -> &'static Node {
    (levels..LEVELS).fold(&TREE, |node, _| children(node).0)
}

/// The children of a node that has some.
fn children(node: &Node) -> (&Node, &Node) {
    let [left, right] = node.children.expect("this is no leaf");
    (left, right)
}

fn heavy_tree(levels: u32) -> Cell {
    let nodes = grouped((1 << levels) - 1);
    let steps = black_box(steps_for(20.0));
    sum(&format!("tree: {nodes} x 20 ns"), levels, move |x| {
        chain(x, steps)
    })
}

fn light_tree(levels: u32) -> Cell {
    let nodes = grouped((1 << levels) - 1);
    sum(&format!("tree: {nodes} x 0 ns"), levels, |x| x as u64)
}

/// What is computed of each node's value, added up.
fn sum(name: &str, levels: u32, f: impl Fn(usize) -> u64 + Copy + Send + Sync + 'static) -> Cell {
    Contest::new(name, move || tree(levels), move |node| sum_plain(node, f))
        .with(Who::Abreast, move |node| sum_abreast(node, f))
        .with(Who::Rayon, move |node| sum_rayon(node, f))
        .with(Who::Chili, move |node| {
            sum_chili(node, f, &mut chili::Scope::global())
        })
        .with_control(move || children(tree(levels)).into())
}

fn sum_plain(node: &Node, f: impl Fn(usize) -> u64 + Copy) -> u64 {
    let below = node.children.map_or(0, |[left, right]| {
        sum_plain(left, f).wrapping_add(sum_plain(right, f))
    });
    below.wrapping_add(f(node.value))
}

fn sum_abreast(node: &Node, f: impl Fn(usize) -> u64 + Copy + Send + Sync) -> u64 {
    let below = node.children.map_or(0, |[left, right]| {
        let (left, right) = abreast::join(|| sum_abreast(left, f), || sum_abreast(right, f));
        left.wrapping_add(right)
    });
    below.wrapping_add(f(node.value))
}

fn sum_rayon(node: &Node, f: impl Fn(usize) -> u64 + Copy + Send + Sync) -> u64 {
    let below = node.children.map_or(0, |[left, right]| {
        let (left, right) = rayon::join(|| sum_rayon(left, f), || sum_rayon(right, f));
        left.wrapping_add(right)
    });
    below.wrapping_add(f(node.value))
}

fn sum_chili(
    node: &Node,
    f: impl Fn(usize) -> u64 + Copy + Send + Sync,
    scope: &mut chili::Scope<'_>,
) -> u64 {
    let below = node.children.map_or(0, |[left, right]| {
        let (left, right) = scope.join(|s| sum_chili(left, f, s), |s| sum_chili(right, f, s));
        left.wrapping_add(right)
    });
    below.wrapping_add(f(node.value))
}

/// A Fibonacci number by its definition: a join for each addition. The control's two parts are no halves,
/// but 62 and 38 %.
fn fib(n: u64) -> Cell {
    Contest::new(format!("fib: of {n}"), move || n, fib_plain)
        .with(Who::Abreast, fib_abreast)
        .with(Who::Rayon, fib_rayon)
        .with(Who::Chili, |n| fib_chili(n, &mut chili::Scope::global()))
        .with_control(move || [n - 1, n - 2])
}

fn fib_plain(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    fib_plain(n - 1) + fib_plain(n - 2)
}

fn fib_abreast(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = abreast::join(|| fib_abreast(n - 1), || fib_abreast(n - 2));
    a + b
}

fn fib_rayon(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = rayon::join(|| fib_rayon(n - 1), || fib_rayon(n - 2));
    a + b
}

fn fib_chili(n: u64, scope: &mut chili::Scope<'_>) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = scope.join(|s| fib_chili(n - 1, s), |s| fib_chili(n - 2, s));
    a + b
}

/// Puts a slice in order, if need be by way of a buffer of the same length.
type Sort = fn(&mut [u64], &mut [u64]);

/// The same by everybody: the plain loop, abreast, rayon, chili.
type Sorts = [Sort; 4];

/// Slices of at most so many items are sorted by insertion, as sorts do.
const FEW: usize = 32;

fn sort(name: &str, n: usize, [plain, abreast, rayon, chili]: Sorts) -> Cell {
    let numbers = move || (0..n).map(|x| chain(x, 2)).collect::<Vec<u64>>();
    let by = |sort: Sort| {
        move |mut items: Vec<u64>| {
            let mut buffer = vec![0; items.len()];
            sort(&mut items, &mut buffer);
            items
        }
    };
    Contest::new(name, numbers, by(plain))
        .with(Who::Abreast, by(abreast))
        .with(Who::Rayon, by(rayon))
        .with(Who::Chili, by(chili))
        .with_control(move || {
            let mut first = numbers();
            let second = first.split_off(n / 2);
            [first, second]
        })
}

const MERGESORT: Sorts = [merge_plain, merge_abreast, merge_rayon, |items, buffer| {
    merge_chili(items, buffer, &mut chili::Scope::global())
}];

/// The two halves of both slices.
fn split<'a>(items: &'a mut [u64], buffer: &'a mut [u64]) -> [(&'a mut [u64], &'a mut [u64]); 2] {
    let middle = items.len() / 2;
    let (a, b) = items.split_at_mut(middle);
    let (c, d) = buffer.split_at_mut(middle);
    [(a, c), (b, d)]
}

fn merge_plain(items: &mut [u64], buffer: &mut [u64]) {
    if items.len() <= FEW {
        return insertion(items);
    }
    for (items, buffer) in split(items, buffer) {
        merge_plain(items, buffer);
    }
    merge(items, buffer);
}

fn merge_abreast(items: &mut [u64], buffer: &mut [u64]) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let [a, b] = split(items, buffer);
    abreast::join(|| merge_abreast(a.0, a.1), || merge_abreast(b.0, b.1));
    merge(items, buffer);
}

fn merge_rayon(items: &mut [u64], buffer: &mut [u64]) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let [a, b] = split(items, buffer);
    rayon::join(|| merge_rayon(a.0, a.1), || merge_rayon(b.0, b.1));
    merge(items, buffer);
}

fn merge_chili(items: &mut [u64], buffer: &mut [u64], scope: &mut chili::Scope<'_>) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let [a, b] = split(items, buffer);
    scope.join(|s| merge_chili(a.0, a.1, s), |s| merge_chili(b.0, b.1, s));
    merge(items, buffer);
}

fn insertion(items: &mut [u64]) {
    for end in 1..items.len() {
        let at = items[..end].partition_point(|&item| item <= items[end]);
        items[at..=end].rotate_right(1);
    }
}

/// Puts two halves that are in order in order.
fn merge(items: &mut [u64], buffer: &mut [u64]) {
    buffer.copy_from_slice(items);
    let (mut a, mut b) = buffer.split_at(items.len() / 2);
    for slot in items {
        let from = match (a.first(), b.first()) {
            (Some(x), Some(y)) if y < x => &mut b,
            (Some(_), _) => &mut a,
            _ => &mut b,
        };
        *slot = from[0];
        *from = &from[1..];
    }
}

const QUICKSORT: Sorts = [
    |items, _| quick_plain(items),
    |items, _| quick_abreast(items),
    |items, _| quick_rayon(items),
    |items, _| quick_chili(items, &mut chili::Scope::global()),
];

/// What is less than some item, and what is not; that item stands between them. The items are in no order,
/// so the last will do.
fn partition(items: &mut [u64]) -> (&mut [u64], &mut [u64]) {
    let last = items.len() - 1;
    let pivot = items[last];
    let mut less = 0;
    for at in 0..last {
        let is_less = items[at] < pivot;
        items.swap(at, less);
        less += usize::from(is_less);
    }
    items.swap(less, last);
    let (a, b) = items.split_at_mut(less);
    (a, &mut b[1..])
}

fn quick_plain(items: &mut [u64]) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let (a, b) = partition(items);
    quick_plain(a);
    quick_plain(b);
}

fn quick_abreast(items: &mut [u64]) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let (a, b) = partition(items);
    abreast::join(|| quick_abreast(a), || quick_abreast(b));
}

fn quick_rayon(items: &mut [u64]) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let (a, b) = partition(items);
    rayon::join(|| quick_rayon(a), || quick_rayon(b));
}

fn quick_chili(items: &mut [u64], scope: &mut chili::Scope<'_>) {
    if items.len() <= FEW {
        return insertion(items);
    }
    let (a, b) = partition(items);
    scope.join(|s| quick_chili(a, s), |s| quick_chili(b, s));
}

/// Tasks of nothing, spawned and joined. rayon's have no handle: a channel brings what they return, in any
/// order.
fn spawned(n: usize) -> Cell {
    let plain = |n: usize| (0..n).map(black_box).collect::<Vec<usize>>();
    Contest::new(
        format!("spawn: {} of nothing", grouped(n)),
        move || n,
        plain,
    )
    .with(Who::Abreast, |n| {
        let task = |i| abreast::spawn(move || black_box(i));
        let tasks: Vec<_> = (0..n).map(task).collect();
        tasks.into_iter().map(abreast::Task::join).collect()
    })
    .with_any_order(
        Who::Rayon,
        |n| {
            let (sender, receiver) = mpsc::channel();
            for i in 0..n {
                let sender = sender.clone();
                rayon::spawn(move || sender.send(black_box(i)).expect("it is received"));
            }
            drop(sender);
            receiver.into_iter().collect()
        },
        |answers| answers.sort(),
    )
    .with_control(move || [n / 2, n - n / 2])
}

/// Tasks of a scope that add to a number that they borrow.
fn scoped(n: usize) -> Cell {
    let plain = |n: usize| (0..n).map(black_box).sum::<usize>();
    Contest::new(
        format!("scope: {} of nothing", grouped(n)),
        move || n,
        plain,
    )
    .with(Who::Abreast, |n| {
        let sum = AtomicUsize::new(0);
        abreast::scope(|scope| {
            for i in 0..n {
                let sum = &sum;
                scope.spawn(move || sum.fetch_add(i, Ordering::Relaxed));
            }
        });
        sum.into_inner()
    })
    .with(Who::Rayon, |n| {
        let sum = AtomicUsize::new(0);
        rayon::scope(|scope| {
            for i in 0..n {
                let sum = &sum;
                scope.spawn(move |_| _ = sum.fetch_add(i, Ordering::Relaxed));
            }
        });
        sum.into_inner()
    })
    .with_control(move || [n / 2, n - n / 2])
}
