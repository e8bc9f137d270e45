//! Jobs that go wrong end, with a message.

use std::process::Command;
use std::time::Duration;

use abreast::prelude::*;
use abreast_mpi::World;

use crate::{Ends, Scene};

pub(crate) const SCENES: [Scene; 14] = [
    bad("uncaught", uncaught, &[("item 77 is bad", 1)]),
    bad(
        "other_consumer",
        other_consumer,
        &[("call 1, sum of 9 ", 1), ("call 1, count of 9 ", 1)],
    ),
    bad(
        "other_length",
        other_length,
        &[("collect_vec of 10 ", 1), ("collect_vec of 9 ", 1)],
    ),
    bad(
        "other_items",
        other_items,
        &[("that yield u8", 1), ("that yield i64", 1)],
    ),
    bad(
        "other_order",
        other_order,
        &[("rank 0 is at call 2, sum", 1), ("at call 2, count", 1)],
    ),
    bad(
        "leaves",
        leaves,
        &[
            ("call 2, sum of 9 ", 1),
            ("rank 1 at the end of its world", 1),
        ],
    ),
    bad(
        "rank_0_leaves",
        rank_0_leaves,
        &[("at the end of its world", 1), ("call 2, sum", 1)],
    ),
    bad("exits", exits, &[("rank 1 exits", 1)]),
    bad("rank_0_exits", rank_0_exits, &[("rank 0 exits", 1)]),
    bad("exits_in_an_item", exits_in_an_item, &[("rank 1 exits", 1)]),
    bad(
        "panics_outside",
        panics_outside,
        &[("not in a call", 1), ("rank 1 panicked", 1)],
    ),
    bad(
        "rank_0_panics",
        rank_0_panics,
        &[("not in a call", 1), ("rank 0 panicked", 1)],
    ),
    killed("killed", || is_killed(1)),
    killed("rank_0_is_killed", || is_killed(0)),
];

const fn bad(name: &'static str, run: fn(), texts: &'static [(&'static str, usize)]) -> Scene {
    Scene {
        name,
        ranks: &[2, 4],
        run,
        ends: Ends::Badly(texts),
    }
}

const fn killed(name: &'static str, run: fn()) -> Scene {
    Scene {
        name,
        ranks: &[2, 4],
        run,
        ends: Ends::Killed,
    }
}

fn uncaught() {
    let world = World::start();
    let work = |x: i32| assert!(x != 77, "item {x} is bad");
    world.par(|| (0..1000).par_map(work)).for_each(|()| ());
}

fn other_consumer() {
    let world = World::start();
    if world.rank() == 1 {
        world.par(|| (0..9).par()).count();
    } else {
        world.par(|| (0..9).par()).sum::<i32>();
    }
}

fn other_length() {
    let world = World::start();
    let len = if world.rank() == 1 { 9 } else { 10 };
    world.par(|| (0..len).par()).collect_vec();
}

fn other_items() {
    let world = World::start();
    if world.rank() == 1 {
        world.par(|| (0..9_u8).par()).collect_vec();
    } else {
        world.par(|| (0..9_i64).par()).collect_vec();
    }
}

fn other_order() {
    let world = World::start();
    world.par(|| (0..9).par()).sum::<i32>();
    other_consumer_of(&world);
}

fn other_consumer_of(world: &World) {
    if world.rank() == 1 {
        world.par(|| (0..9).par()).count();
        world.par(|| (0..9).par()).sum::<i32>();
    } else {
        world.par(|| (0..9).par()).sum::<i32>();
        world.par(|| (0..9).par()).count();
    }
}

fn leaves() {
    let world = World::start();
    world.par(|| (0..9).par()).sum::<i32>();
    if world.rank() != 1 {
        world.par(|| (0..9).par()).sum::<i32>();
    }
}

fn rank_0_leaves() {
    let world = World::start();
    world.par(|| (0..9).par()).sum::<i32>();
    if world.rank() == 1 {
        world.par(|| (0..9).par()).sum::<i32>();
    }
}

fn exits() {
    let world = World::start();
    if world.rank() == 1 {
        std::process::exit(0);
    }
    world.par(|| (0..9).par()).sum::<i32>();
}

fn rank_0_exits() {
    let world = World::start();
    if world.rank() == 0 {
        std::process::exit(0);
    }
    world.par(|| (0..9).par()).sum::<i32>();
}

/// On a thread that MPI does not know.
fn exits_in_an_item() {
    let world = World::start();
    let here = world.rank();
    let work = |x: i32| {
        if here == 1 {
            std::process::exit(0);
        }
        std::thread::sleep(Duration::from_millis(1));
        x
    };
    abreast::with_threads(3, || world.par(|| (0..1000).par_map(work)).sum::<i32>());
}

fn panics_outside() {
    let world = World::start();
    assert!(world.rank() != 1, "not in a call");
    world.par(|| (0..9).par()).sum::<i32>();
}

fn rank_0_panics() {
    let world = World::start();
    assert!(world.rank() != 0, "not in a call");
    world.par(|| (0..9).par()).sum::<i32>();
}

/// In the middle of a call, by the system's own command.
fn is_killed(rank: usize) {
    let world = World::start();
    let here = world.rank();
    let work = |_| {
        if here == rank {
            let id = std::process::id().to_string();
            let killed = Command::new("kill").args(["-9", &id]).status();
            killed.expect("the command is there");
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    // (Far more than there is time for.)
    world.par(|| (0..1_000_000).par_map(work)).for_each(|()| ());
}
