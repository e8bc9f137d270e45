//! What a call costs on 1, 2 and 4 ranks, beside the threads of one process, and a split by hand in as many
//! equal parts as there are ranks (scatter, loop, gather). `cargo bench -p abreast-mpi --bench ranks`.
//!
//! It starts itself again under `mpirun`; the variable `MPIRUN` names another command. A rank has one thread,
//! and stands for one processor. Heavy items wait, so that there may be more ranks than processors.

use std::collections::BTreeMap;
use std::env;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use abreast::prelude::*;
use abreast_mpi::World;
use abreast_mpi::mpi::collective::SystemOperation;
use abreast_mpi::mpi::topology::SimpleCommunicator;
use abreast_mpi::mpi::traits::*;
use abreast_mpi::mpi::{Threading, initialize_with_threading};

/// Says to a process that it is a rank.
const RANK: &str = "ABREAST_MPI_BENCH";

/// Each cell is measured so many times, after once for nothing; the median counts.
const TIMES: usize = 7;

const EMPTY: &str = "an empty call";
const TO_ALL: &str = "200,000 cheap items, to all";
const TO_ROOT: &str = "200,000 cheap items, to root";
const SUM: &str = "a sum of 1,000,000 floats";
const HEAVY: &str = "10,000 items of 100 µs";
const TAIL: &str = "2,000 items of 20 µs, the last 5 % of 1 ms";
const CELLS: [&str; 6] = [EMPTY, TO_ALL, TO_ROOT, SUM, HEAVY, TAIL];

/// Milliseconds, by what was measured, the cell, and the number of ranks.
type Figures = BTreeMap<(String, String, usize), f64>;

fn main() {
    if env::var_os(RANK).is_some() {
        return rank();
    }
    let mut figures = Figures::new();
    for ranks in [1, 2, 4] {
        abreast::with_threads(ranks, || {
            threads(|cell, ms| _ = figures.insert(("threads".into(), cell.into(), ranks), ms));
        });
        of_ranks(ranks, &mut figures);
    }
    let at = |what: &str, cell: &str, ranks| figures[&(what.to_string(), cell.to_string(), ranks)];
    println!(
        "milliseconds          ranks or threads     abreast-mpi     threads     split by hand"
    );
    for cell in CELLS {
        println!("{cell}");
        for ranks in [1, 2, 4] {
            let [ours, threads, by_hand] =
                ["ranks", "threads", "by hand"].map(|what| at(what, cell, ranks));
            println!("{ranks:>38}{ours:>16.3}{threads:>12.3}{by_hand:>18.3}");
        }
    }
    let goal = |what, is: f64, at_most| {
        let met = if is <= at_most { "met" } else { "MISSED" };
        println!("goal: {what}: {is:.3}, at most {at_most}: {met}");
    };
    let heavy = at("ranks", HEAVY, 4) / at("ranks", HEAVY, 1);
    goal("heavy items on 4 ranks, of one rank", heavy, 0.27);
    let tail = at("ranks", TAIL, 4) / (at("ranks", TAIL, 1) / 4.0);
    goal("a heavy tail on 4 ranks, of the ideal", tail, 1.2);
    goal("an empty call on 4 ranks", at("ranks", EMPTY, 4), 0.3);
}

/// What so many ranks say.
fn of_ranks(ranks: usize, figures: &mut Figures) {
    let output = Command::new(env::var("MPIRUN").as_deref().unwrap_or("mpirun"))
        .args(["-n", &ranks.to_string()])
        .arg(env::current_exe().expect("the program's own path"))
        .env(RANK, "")
        // Of Open MPI: more ranks than processors, in a container as well.
        .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
        .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
        .env("OMPI_MCA_rmaps_base_oversubscribe", "1")
        .env("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe")
        .stderr(Stdio::inherit())
        .output()
        .expect("mpirun starts");
    assert!(output.status.success(), "a job fails");
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut parts = line.split('\t').map(str::to_string);
        let mut part = || parts.next().expect("three parts");
        let (what, cell, ms) = (part(), part(), part());
        figures.insert((what, cell, ranks), ms.parse().expect("a number"));
    }
}

/// The median of several runs, in milliseconds.
fn median(mut run: impl FnMut()) -> f64 {
    run();
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[TIMES / 2].as_secs_f64() * 1e3
}

fn cheap(x: u32) -> u64 {
    u64::from(x) * u64::from(x)
}

fn float(x: u32) -> f64 {
    1.0 / (f64::from(x) + 1.0)
}

/// Waits.
fn heavy(x: u32) -> u64 {
    std::thread::sleep(Duration::from_micros(100));
    cheap(x)
}

fn tail(x: u32) -> u64 {
    let micros = if x < 1900 { 20 } else { 1000 };
    std::thread::sleep(Duration::from_micros(micros));
    cheap(x)
}

fn threads(mut tell: impl FnMut(&str, f64)) {
    let all = |len: u32, f: fn(u32) -> u64| _ = (0..len).par_map(f).collect_vec();
    tell(EMPTY, median(|| all(0, cheap)));
    tell(TO_ALL, median(|| all(200_000, cheap)));
    tell(TO_ROOT, median(|| all(200_000, cheap)));
    tell(
        SUM,
        median(|| _ = (0..1_000_000).par_map(float).sum::<f64>()),
    );
    tell(HEAVY, median(|| all(10_000, heavy)));
    tell(TAIL, median(|| all(2000, tail)));
}

fn rank() {
    let (universe, _) = initialize_with_threading(Threading::Funneled).expect("not started yet");
    let comm = universe.world();
    let world = World::of(&comm);
    let tell = |what: &str, cell: &str, ms: f64| {
        if comm.rank() == 0 {
            println!("{what}\t{cell}\t{ms}");
        }
    };
    let all = |len: u32, f: fn(u32) -> u64| _ = world.par(|| (0..len).par_map(f)).collect_vec();
    abreast::with_threads(1, || {
        let tell = |cell, ms| tell("ranks", cell, ms);
        tell(EMPTY, median(|| all(0, cheap)));
        tell(TO_ALL, median(|| all(200_000, cheap)));
        let to_root = || {
            _ = world
                .par(|| (0..200_000).par_map(cheap))
                .collect_vec_at_root()
        };
        tell(TO_ROOT, median(to_root));
        let sum = || world.par(|| (0..1_000_000).par_map(float)).sum::<f64>();
        tell(SUM, median(|| _ = sum()));
        tell(HEAVY, median(|| all(10_000, heavy)));
        tell(TAIL, median(|| all(2000, tail)));
    });
    drop(world);
    let tell = |cell, ms| tell("by hand", cell, ms);
    tell(EMPTY, median(|| comm.barrier()));
    tell(TO_ALL, median(|| to_all(&comm, 200_000, cheap)));
    tell(TO_ROOT, median(|| to_root(&comm, 200_000, cheap)));
    tell(SUM, median(|| sum_of_parts(&comm, 1_000_000)));
    tell(HEAVY, median(|| to_all(&comm, 10_000, heavy)));
    tell(TAIL, median(|| to_all(&comm, 2000, tail)));
}

/// This rank's part of the items, which rank 0 has.
fn scattered(comm: &SimpleCommunicator, len: u32) -> Vec<u32> {
    let mut part = vec![0; len as usize / comm.size() as usize];
    let root = comm.process_at_rank(0);
    if comm.rank() == 0 {
        let items: Vec<u32> = (0..len).collect();
        root.scatter_into_root(&items, &mut part);
    } else {
        root.scatter_into(&mut part);
    }
    part
}

fn to_all(comm: &SimpleCommunicator, len: u32, f: fn(u32) -> u64) {
    let part: Vec<u64> = scattered(comm, len).into_iter().map(f).collect();
    let mut all = vec![0; len as usize];
    comm.all_gather_into(&part, &mut all);
    assert_eq!(all.last(), Some(&cheap(len - 1)));
}

fn to_root(comm: &SimpleCommunicator, len: u32, f: fn(u32) -> u64) {
    let part: Vec<u64> = scattered(comm, len).into_iter().map(f).collect();
    let root = comm.process_at_rank(0);
    if comm.rank() == 0 {
        let mut all = vec![0; len as usize];
        root.gather_into_root(&part, &mut all);
        assert_eq!(all.last(), Some(&cheap(len - 1)));
    } else {
        root.gather_into(&part);
    }
}

fn sum_of_parts(comm: &SimpleCommunicator, len: u32) {
    let part: f64 = scattered(comm, len).into_iter().map(float).sum();
    let mut sum = 0.0;
    comm.all_reduce_into(&part, &mut sum, SystemOperation::sum());
    assert!(sum > 1.0);
}
