//! What holds on any number of ranks: each consumer beside the same chain in one process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use abreast::prelude::*;
use abreast_mpi::World;

use crate::{Ends, Scene};

pub(crate) const SCENES: [Scene; 8] = [
    scene("collecting", collecting),
    scene("reducing", reducing),
    scene("searching", searching),
    scene("short_messages", short_messages),
    scene("panics", panics),
    scene("nothing_lost", nothing_lost),
    scene("under_load", under_load),
    scene("of_a_communicator", of_a_communicator),
];

const fn scene(name: &'static str, run: fn()) -> Scene {
    Scene {
        name,
        ranks: &[1, 2, 3, 4],
        run,
        ends: Ends::Well,
    }
}

/// Lengths around those of blocks and chunks.
const LENS: [u32; 7] = [0, 1, 5, 127, 129, 4097, 30_000];

fn collecting() {
    let world = World::start();
    for len in LENS {
        let squares: Vec<u64> = (0..len).map(|x| u64::from(x).pow(2)).collect();
        let make = || (0..len).par_map(|x| u64::from(x).pow(2));
        assert_eq!(world.par(make).collect_vec(), squares);
        let at_root = world.par(make).collect_vec_at_root();
        assert_eq!(at_root, (world.rank() == 0).then_some(squares.clone()));
        // Of a vector that it is given, and with items left out and added.
        let texts: Vec<String> = squares.iter().map(u64::to_string).collect();
        let some = |text: String| (!text.ends_with('4')).then_some(text);
        let twice = |text: String| [text.clone(), text];
        let par = world.par(|| texts.clone().par().filter_map(some).flat_map(twice));
        let expected: Vec<_> = texts
            .iter()
            .cloned()
            .filter_map(some)
            .flat_map(twice)
            .collect();
        assert_eq!(par.collect_vec(), expected);
        assert_eq!(world.par(|| make().filter(|x| x % 3 == 1)).count(), {
            squares.iter().filter(|x| *x % 3 == 1).count()
        });
        let parsed = |from: usize| {
            let wrong = move |x: u64| x as usize % 7 == 3 && x as usize >= from;
            let check = move |x| {
                if wrong(x) {
                    Err(format!("{x}"))
                } else {
                    Ok(x + 1)
                }
            };
            let expected: Result<Vec<u64>, String> = (0..u64::from(len)).map(check).collect();
            let par = world.par(|| (0..u64::from(len)).par_map(check));
            assert_eq!(par.try_collect_vec(), expected);
        };
        [0, 100, 4000, usize::MAX].into_iter().for_each(parsed);
    }
    let both = world
        .par(|| (0..900).par().chain([7, 8].par()).skip(0))
        .collect_vec();
    assert_eq!(both, (0..900).chain([7, 8]).collect::<Vec<i32>>());
    let text = "some words\nin lines\n\nof a text\n".repeat(1000);
    let lines = world
        .par(|| text.as_str().par_lines().map(str::len))
        .collect_vec();
    assert_eq!(lines, text.lines().map(str::len).collect::<Vec<_>>());
}

fn reducing() {
    let world = World::start();
    for len in LENS {
        let make = || (0..len).par_map(|x| 1.0 / (f64::from(x) + 0.1));
        let same = |ours: f64, theirs: f64| assert_eq!(ours.to_bits(), theirs.to_bits(), "{len}");
        same(world.par(make).sum(), make().sum());
        same(world.par(make).product(), make().product());
        let odd = || make().filter(|x: &f64| x.to_bits() % 2 == 1);
        same(world.par(odd).sum(), odd().sum());
        let add = |left: f64, right: f64| left + right;
        assert_eq!(world.par(odd).reduce(add), odd().reduce(add));
        let letters = || (0..len).par_map(|x| char::from(b'a' + (x % 26) as u8));
        let push = |mut text: String, letter| {
            text.push(letter);
            text
        };
        let folded = world
            .par(letters)
            .fold(String::new, push, |left, right| left + &right);
        assert_eq!(
            folded,
            (0..len)
                .map(|x| char::from(b'a' + (x % 26) as u8))
                .collect::<String>()
        );
        let pairs = || (0..len).par_map(|x| (x * 7919 % 101, x));
        let all: Vec<(u32, u32)> = (0..len).map(|x| (x * 7919 % 101, x)).collect();
        assert_eq!(world.par(pairs).min(), all.iter().copied().min());
        assert_eq!(world.par(pairs).max(), all.iter().copied().max());
        let first = |pair: &(u32, u32)| pair.0;
        assert_eq!(
            world.par(pairs).min_by_key(first),
            all.iter().copied().min_by_key(first)
        );
        assert_eq!(
            world.par(pairs).max_by_key(first),
            all.iter().copied().max_by_key(first)
        );
    }
}

fn searching() {
    let world = World::start();
    for at in [0, 1, 99, 5000, 29_999, 30_000] {
        let make = || (0..30_000).par_map(|x: u32| x);
        let expected = (at < 30_000).then_some(at);
        assert_eq!(world.par(make).find(|&x| x >= at), expected);
        assert_eq!(
            world.par(make).find_map(|x| (x >= at).then_some(x)),
            expected
        );
        assert_eq!(world.par(make).any(|x| x == at), at < 30_000);
        assert_eq!(world.par(make).all(|x| x != at), at >= 30_000);
        let position = world.par(make).position(|x| x >= at);
        assert_eq!(position, expected.map(|at| at as usize));
        let even = world
            .par(|| make().filter(|x| x % 2 == 0))
            .position(|x| x >= at);
        assert_eq!(
            even,
            (0..30_000).filter(|x| x % 2 == 0).position(|x| x >= at)
        );
    }
    // It ends early on all ranks: this would take years.
    assert_eq!(
        world.par(|| (0..1_u64 << 60).par()).find(|&x| x >= 12_345),
        Some(12_345)
    );
    let error = world.par(|| (0..1_u64 << 60).par_map(|x| if x < 9999 { Ok(()) } else { Err(x) }));
    assert_eq!(error.try_collect_vec(), Err(9999));
}

fn short_messages() {
    for cut in [1, 7, 64] {
        // (MPI is started once.)
        let world = worlds(cut);
        let texts = world
            .par(|| (0..200).par_map(|x: usize| "x".repeat(x % 130)))
            .collect_vec();
        assert_eq!(
            texts,
            (0..200).map(|x| "x".repeat(x % 130)).collect::<Vec<_>>()
        );
    }
}

fn worlds(cut: usize) -> World {
    use abreast_mpi::mpi::environment::Universe;
    use std::cell::OnceCell;
    thread_local! {
        static UNIVERSE: OnceCell<Universe> = const { OnceCell::new() };
    }
    UNIVERSE.with(|universe| {
        let universe = universe.get_or_init(start_mpi);
        World::of(&universe.world()).cut_messages_at(cut)
    })
}

fn start_mpi() -> abreast_mpi::mpi::environment::Universe {
    use abreast_mpi::mpi::{Threading, initialize_with_threading};
    initialize_with_threading(Threading::Funneled)
        .expect("not started yet")
        .0
}

fn panics() {
    let world = World::start();
    // Their messages are expected, and there are many.
    std::panic::set_hook(Box::new(|_| ()));
    for round in 0..30 {
        let at = 37 * round + 5;
        let work = |x: usize| {
            assert!(x < at, "item {x}");
            x
        };
        let call = AssertUnwindSafe(|| world.par(|| (0..2000).par_map(work)).collect_vec());
        let panic = catch_unwind(call).expect_err("an item panics");
        let text = panic.downcast::<String>().expect("a text");
        let told = text
            .strip_prefix(&format!("item {at}"))
            .expect("the first by position");
        assert_eq!(world.size() == 1, told.is_empty(), "{told}");
        // It can be used further, and an error before a panic is the first.
        let error =
            world.par(|| (0..2000).par_map(|x| if x + 1 == at { Err(x) } else { Ok(work(x)) }));
        assert_eq!(error.try_collect_vec(), Err(at - 1));
    }
    let payload = || {
        world
            .par(|| (0..9).par_map(|_| std::panic::panic_any(7)))
            .for_each(|()| ())
    };
    catch_unwind(AssertUnwindSafe(payload)).expect_err("all items panic");
    assert_eq!(world.par(|| (0..10).par()).sum::<i32>(), 45);
}

fn nothing_lost() {
    let world = World::start();
    let item = Arc::new(());
    let items = vec![item.clone(); 5000];
    let done = AtomicUsize::new(0);
    world
        .par(|| items.par())
        .for_each(|_| _ = done.fetch_add(1, Ordering::Relaxed));
    assert_eq!(Arc::strong_count(&item), 1);
    let all = world.par(|| (0..world.size()).par()).count();
    assert_eq!(all, world.size());
    // Each rank says what it has done: together that is each item once.
    let sum = |own: usize| -> usize {
        let mut sum = 0;
        for rank in 0..world.size() {
            let mine = if world.rank() == rank { own } else { 0 };
            sum += share_of(&world, mine, rank);
        }
        sum
    };
    assert_eq!(sum(done.into_inner()), 5000);
}

/// What `rank` has, on every rank.
fn share_of(world: &World, mine: usize, rank: usize) -> usize {
    // Only a rank that gets an item can tell; so there are items until the right one has got one.
    let (here, size) = (world.rank(), world.size());
    loop {
        let told = world.par(|| {
            (0..8 * size).par_map(move |_| {
                std::thread::sleep(Duration::from_millis(1));
                (here == rank).then_some(mine)
            })
        });
        if let Some(told) = told.find_map(|told| told) {
            return told;
        }
    }
}

fn under_load() {
    let world = World::start();
    for round in 0..200_usize {
        let len = round * 37 % 300;
        let sum: usize = world.par(|| (0..len).par_map(|x| x + round)).sum();
        assert_eq!(sum, (0..len).map(|x| x + round).sum());
        let found = world.par(|| (0..len).par()).position(|x| x == round);
        assert_eq!(found, (round < len).then_some(round));
        let all = world.par(|| (0..len).par_map(|x| x * round)).collect_vec();
        assert_eq!(all, (0..len).map(|x| x * round).collect::<Vec<_>>());
    }
}

fn of_a_communicator() {
    use abreast_mpi::mpi::traits::*;
    let universe = start_mpi();
    let comm = universe.world();
    let (rank, size) = (comm.rank(), comm.size());
    let world = World::of(&comm);
    // The program's own messages, with any tag, are not taken for the world's.
    if rank > 0 {
        comm.process_at_rank(0).send_with_tag(&rank, 3);
    }
    assert_eq!(world.par(|| (0..100).par()).sum::<i32>(), 4950);
    if rank == 0 {
        let ranks: i32 = (1..size)
            .map(|_| comm.any_process().receive_with_tag::<i32>(3).0)
            .sum();
        assert_eq!(ranks, size * (size - 1) / 2);
    }
    let refused = catch_unwind(World::start);
    let text = refused
        .err()
        .expect("MPI is started once")
        .downcast::<&str>();
    assert!(text.expect("a text").contains("World::of"));
    drop(world);
}
