//! Past one machine: on a laptop, a workstation, a cluster with Slurm, a cloud with Kubernetes.
//!
//! A chain that keeps one machine busy goes to more of them by a change of one line. There are two ways,
//! each a crate of its own, with the same order, the same first error and the same panics as here:
//!
//! | | `abreast-mpi` | `abreast-shards` |
//! |---|---|---|
//! | the line | `world.par(\|\| chain).collect_vec()` | `abreast_shards::collect_vec(name, &input, \|\| chain)?` |
//! | what runs | one job: the same program on all machines at once | many runs of the program, whenever there is room |
//! | who does what | dealt on the way, to whoever is free | fixed beforehand: so many shares, of as many items each |
//! | the answer is there | when the call returns, on all ranks | in a last run, which merges files |
//! | calls of a program | any number, from a millisecond on | one for each run, of minutes and hours |
//! | a machine is lost | the job ends | its share is done again |
//! | an item runs | once | once, or more often where a machine was lost |
//! | needs | an MPI, a fast network | a folder that all machines see |
//!
//! So: MPI where the program goes on with the answer, or makes many calls; shards where machines come and
//! go (spot instances, idle hours of a cluster), or where a call takes so long that one of them will be
//! lost. Stay on one machine as long as it is enough: more machines help where an item computes longer than
//! its result takes to be sent. Items and results have to be `Serialize` and `Deserialize` for both.
//!
//! # One program for all
//!
//! `crates/abreast-mpi/examples/mandelbrot.rs` prints the same bytes wherever it runs. Its whole difference
//! is:
//!
//! ```text
//! let rows = || (0..height).par_map(|y| row(y, width, height));
//! let rows = if std::env::var_os("ABREAST_SHARDS").is_some() {
//!     abreast_shards::collect_vec("mandelbrot", &width, rows)?
//! } else {
//!     World::start().par(rows).collect_vec_at_root()
//! };
//! let Some(rows) = rows else { return Ok(()) }; // another rank prints, or another run
//! ```
//!
//! # A laptop
//!
//! ```text
//! cargo run --release                                 # threads, one rank, no shards: a plain call
//! mpirun -n 4 target/release/program                  # four ranks, to try what they do
//! for i in 0 1 2; do ABREAST_SHARDS=3 ABREAST_SHARD=$i target/release/program; done
//! ABREAST_SHARDS=3 target/release/program             # merges the three
//! ```
//!
//! # A workstation
//!
//! One process, whose threads share what they read: `cargo run --release` uses all processors that it may,
//! and `ABREAST_NUM_THREADS=16` so many. Ranks share nothing, each has its own copy; what they are good for
//! here is memory that is near to some of the processors only:
//!
//! ```text
//! mpirun -n 2 --map-by socket --bind-to socket target/release/program
//! ```
//!
//! # A cluster with Slurm
//!
//! One rank for each machine, and its threads do the rest. Without `--bind-to none` Open MPI may bind a
//! rank to one processor, and then it has one thread.
//!
//! ```text
//! srun --nodes 8 --ntasks-per-node 1 --cpus-per-task 64 --mpi=pmix ./program
//! salloc --nodes 8 --exclusive mpirun --map-by ppr:1:node --bind-to none ./program
//! ```
//!
//! As shards, in an array whose lost tasks Slurm starts again. There may be more of them than machines, so
//! that little is lost with one, and a heavy share does not keep the others waiting. The last line's run
//! has no index, and merges:
//!
//! ```text
//! job=$(sbatch --parsable --requeue --array 0-99 --export ALL,ABREAST_SHARDS=100 --wrap ./program)
//! sbatch --dependency afterok:$job --export ALL,ABREAST_SHARDS=100 --output result --wrap ./program
//! ```
//!
//! Where one may not have thousands of jobs, HyperQueue deals tasks within a few of them:
//!
//! ```text
//! hq submit --array 0-99 --env ABREAST_SHARDS=100 --wait ./program
//! ABREAST_SHARDS=100 ./program > result
//! ```
//!
//! # A cloud with Kubernetes
//!
//! Shards, as an indexed job: Kubernetes sets `JOB_COMPLETION_INDEX`, and starts again what it has lost.
//! The volume is one that many machines write (`ReadWriteMany`). A plain job of the same image, without the
//! two lines of completions and indices, merges.
//!
//! ```text
//! apiVersion: batch/v1
//! kind: Job
//! metadata: { name: program }
//! spec:
//!   completions: 100
//!   completionMode: Indexed
//!   parallelism: 20
//!   backoffLimit: 100
//!   template:
//!     spec:
//!       restartPolicy: Never
//!       containers:
//!       - name: program
//!         image: example.com/program
//!         env:
//!         - { name: ABREAST_SHARDS, value: "100" }
//!         - { name: ABREAST_SHARDS_DIR, value: /shards }
//!         volumeMounts: [{ name: shards, mountPath: /shards }]
//!       volumes: [{ name: shards, persistentVolumeClaim: { claimName: shards } }]
//! ```
//!
//! # What was tried
//!
//! `ci/cluster` runs this program by threads, on four ranks of Open MPI and of MPICH, on three hosts of a
//! network, under Slurm by `srun`, `salloc` and an array one of whose nodes is lost, and under HyperQueue
//! with workers that are killed, and compares the bytes. Kubernetes' part was tried by its variable, and
//! not in a cluster; and HyperQueue's by its Python interface, which stands for the command `hq`.
