//! Tasks, scopes of tasks, and joins: each runs once, on whatever thread, and nobody waits in vain.

use super::*;
use crate::pool::Home;
use crate::sync::model::Signal;
use crate::{Scope, Task, is_cancelled, join, scope, spawn};

/// As many threads as the scope allows do the tasks of `f`, and have left them at the end: a scene that was
/// over before would end them in the midst of it.
fn with_workers(threads: usize, f: impl FnOnce()) {
    with_threads(threads, || {
        let home = Home::here();
        f();
        home.executor().shut();
    });
}

#[test]
fn tasks_in_a_row() {
    check(|| {
        with_workers(3, || {
            let done = Tally::of(4);
            let task = |i: usize| {
                let done = Tally(Arc::clone(&done.0));
                spawn(move || {
                    done.work(i);
                    i
                })
            };
            let tasks: Vec<Task<usize>> = (0..4).map(task).collect();
            let answers: Vec<usize> = tasks.into_iter().map(Task::join).collect();
            assert_eq!(answers, [0, 1, 2, 3]);
            done.has_all();
        });
    });
}

/// Whoever joins it does it, or helps its call.
#[test]
fn a_task_that_calls() {
    check(|| {
        with_workers(3, || {
            let task = spawn(|| (0..4).par_map(seen).sum::<usize>());
            squares(2);
            assert_eq!(task.join(), 6);
        });
    });
}

/// The caller does not join them, so they need a worker each.
#[test]
fn tasks_that_wait_for_each_other() {
    check(|| {
        with_workers(3, || {
            let met = Arc::<Signal>::default();
            let task = || {
                let met = Arc::clone(&met);
                spawn(move || {
                    met.give();
                    met.wait_for(2);
                })
            };
            let tasks = [task(), task()];
            met.wait_for(2);
            tasks.into_iter().for_each(Task::join);
        });
    });
}

/// Tasks that are let go of: a worker does them. It may be about to leave when the second comes.
#[test]
fn tasks_that_nobody_joins() {
    check(|| {
        let done = Arc::<Signal>::default();
        let task = || {
            let done = Arc::clone(&done);
            drop(spawn(move || done.give()));
        };
        with_workers(2, || {
            task();
            done.wait_for(1);
            task();
            done.wait_for(2);
        });
    });
}

#[test]
fn a_task_that_is_cancelled() {
    check(|| {
        with_workers(2, || {
            let dropped = Tally::of(2);
            let mut tokens = dropped.tokens();
            let (captured, returned) = (tokens.pop(), tokens.pop());
            let task = spawn(move || {
                // Begun, it waits for what can only be a canceller.
                while !is_cancelled() {
                    dawdle();
                }
                drop(captured);
                returned
            });
            let dropped_again = Tally::of(1);
            let token = dropped_again.tokens().pop();
            let _ = spawn(move || drop(token)).cancel();
            dropped_again.has_all();
            drop(task.cancel());
            dropped.has_all();
        });
    });
}

/// Each task but the last spawns the next two: the owner is asleep, or at work, when they come.
#[test]
fn tasks_of_a_scope_spawn_tasks() {
    fn visit<'s>(node: usize, done: &'s Tally, s: &'s Scope<'s, '_>) {
        done.work(node);
        for child in [2 * node + 1, 2 * node + 2] {
            if child < done.0.len() {
                s.spawn(move || visit(child, done, s));
            }
        }
    }
    check(|| {
        let done = Tally::of(5);
        scope(|s| visit(0, &done, s));
        done.has_all();
    });
}

/// A helper has the first task, and waits in it for the second: that is for the owner, which may be asleep
/// by then.
#[test]
fn tasks_of_a_scope_that_wait_for_each_other() {
    check(|| {
        with_threads(2, || {
            let (begun, met) = (Signal::default(), Signal::default());
            scope(|s| {
                s.spawn(|| {
                    begun.give();
                    dawdle();
                    s.spawn(|| met.give());
                    met.wait_for(1);
                });
                begun.wait_for(1);
            });
        });
    });
}

#[test]
fn a_scope_with_panics() {
    check(|| {
        let dropped = Tally::of(4);
        let call = || {
            scope(|s| {
                for token in dropped.tokens() {
                    s.spawn(move || match token.look() {
                        n @ (1 | 2) => fail(n),
                        _ => drop(token),
                    });
                }
            });
        };
        assert_eq!(failed(call), 1);
        dropped.has_all();
    });
}

fn tree(node: usize, done: &Tally) -> usize {
    if node >= done.0.len() {
        return 0;
    }
    done.work(node);
    let (a, b) = join(|| tree(2 * node + 1, done), || tree(2 * node + 2, done));
    node + a + b
}

#[test]
fn joins_in_joins() {
    check(|| {
        let done = Tally::of(6);
        assert_eq!(tree(0, &done), 15);
        done.has_all();
    });
}

/// Whoever waits for the second closure helps the call in it.
#[test]
fn a_join_with_a_call() {
    check(|| {
        let both = join(|| seen(1), || (0..3).par_map(seen).sum::<usize>());
        assert_eq!(both, (1, 3));
    });
}

#[test]
fn a_join_with_panics() {
    check(|| {
        let dropped = Tally::of(2);
        let mut tokens = dropped.tokens();
        let (second, first) = (tokens.pop(), tokens.pop());
        let call = || {
            join(
                || {
                    drop(first);
                    fail(seen(0))
                },
                || {
                    drop(second);
                    fail(seen(1))
                },
            )
        };
        assert_eq!(failed::<((), ())>(call), 0);
        dropped.has_all();
        squares(3);
    });
}
