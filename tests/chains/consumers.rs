//! What a chain of numbers ends in, on both sides, and what that says.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::identity;
use std::num::Wrapping;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use abreast::prelude::*;

use super::case::Case;

/// How many consumers there are in a group.
pub(super) const IN_A_GROUP: usize = 8;

/// The answer, or the panic, of which the payload is known.
fn answer(run: impl FnOnce() -> String) -> String {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(answer) => answer,
        Err(payload) => match payload.downcast::<i64>() {
            Ok(item) => format!("a panic at {item}"),
            Err(other) => std::panic::resume_unwind(other),
        },
    }
}

fn sorted(items: Mutex<Vec<i64>>) -> Vec<i64> {
    let mut items = items.into_inner().unwrap();
    items.sort();
    items
}

/// Makes a group of consumers: `par` and `std` by the same name, and by the same text unless there are two.
macro_rules! consumers {
    ($($group:ident {$(
        $name:ident: |$items:ident, $case:ident| $par:expr $(, but in std $std:expr)?;
    )*})*) => {$(
        pub(super) mod $group {
            use super::*;

            const NAMES: [&str; IN_A_GROUP] = [$(stringify!($name)),*];

            pub(in super::super) fn name(case: &Case) -> &'static str {
                NAMES[case.shape.1 % IN_A_GROUP]
            }

            #[allow(unused_mut, reason = "some consumers of std take an iterator by reference")]
            pub(in super::super) fn par<P>(items: Par<P>, case: &Case) -> String
            where
                P: Pieces<Item = i64> + Sync,
            {
                let mut items = Some(items.min_len(case.min_len));
                $(
                    #[allow(unused_variables, reason = "some have no closure")]
                    if name(case) == stringify!($name) {
                        let ($items, $case) = (items.take().unwrap(), case);
                        return answer(move || format!("{:?}", $par));
                    }
                )*
                unreachable!()
            }

            #[allow(unused_mut, reason = "some consumers of std take an iterator by reference")]
            pub(in super::super) fn std<'a>(items: impl Iterator<Item = i64> + 'a, case: &Case) -> String {
                let mut items: Option<Box<dyn Iterator<Item = i64> + 'a>> = Some(Box::new(items));
                $(
                    #[allow(unused_variables, reason = "some have no closure")]
                    if name(case) == stringify!($name) {
                        let (mut $items, $case) = (items.take().unwrap(), case);
                        return answer(move || format!("{:?}", consumers!(@std $par $(, $std)?)));
                    }
                )*
                unreachable!()
            }
        }
    )*};
    (@std $par:expr) => { $par };
    (@std $par:expr, $std:expr) => { $std };
}

fn error_at(case: &Case, x: i64) -> Result<i64, i64> {
    if case.ends(x) { Err(x) } else { Ok(x) }
}

fn pushed(mut items: Vec<i64>, x: i64) -> Vec<i64> {
    items.push(x);
    items
}

fn appended(mut left: Vec<i64>, mut right: Vec<i64>) -> Vec<i64> {
    left.append(&mut right);
    left
}

fn joined(left: String, right: String) -> String {
    left + &right
}

/// Fails where either fails, so that it makes no difference how the items are put together. A panic would
/// come before or after that error as they are: so there is no error if there may be panics.
fn both(left: (bool, i64), right: (bool, i64)) -> Result<(bool, i64), ()> {
    if left.0 || right.0 {
        return Err(());
    }
    Ok((false, left.1.wrapping_add(right.1)))
}

fn marked(case: &Case, x: i64) -> (bool, i64) {
    (!case.panics() && case.ends(x), x)
}

fn not_at_ends(case: &Case, x: i64) -> f64 {
    if case.ends(x) { f64::NAN } else { 0.0 }
}

/// A number of which only a fifth counts in comparisons.
#[derive(Clone, Debug)]
struct Fifths(i64);

impl Ord for Fifths {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0 / 5).cmp(&(other.0 / 5))
    }
}

impl PartialOrd for Fifths {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fifths {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fifths {}

consumers! {
    a {
        collect_vec: |items, case| items.collect::<Vec<i64>>();
        reduce: |items, case| items.map(|x| format!("{x},")).reduce(joined);
        sum: |items, case| items.map(Wrapping).sum::<Wrapping<i64>>();
        find: |items, case| items.find(|x| case.ends(*x));
        try_for_each: |items, case| items.try_for_each(|x| error_at(case, x).map(|_| ()));
        last: |items, case| items.last();
        find_last: |items, case| items.find_last(|x| case.ends(*x)), but in std items
            .filter(|x| case.ends(*x)).last();
        cmp: |items, case| items.map(|x| case.ends(x)).cmp(vec![false; case.n]);
    }
    b {
        string: |items, case| items.map(|x| x.to_string()).collect::<String>();
        fold: |items, case| items.fold(Vec::new, pushed, appended), but in std items.fold(Vec::new(), pushed);
        product: |items, case| items.map(|x| Wrapping(x | 1)).product::<Wrapping<i64>>();
        any: |items, case| items.any(|x| case.ends(x));
        partition: |items, case| items.partition::<Vec<i64>, _>(|x| case.ends(*x));
        max: |items, case| items.map(|x| x % 100).max();
        position_last: |items, case| items.position_last(|x| case.ends(x)),
            but in std items.enumerate().filter(|x| case.ends(x.1)).map(|x| x.0).last();
        eq: |items, case| items.map(|x| case.ends(x)).eq(vec![false; case.n]);
    }
    c {
        btree_map: |items, case| items.map(|x| (x % 50, x)).collect::<BTreeMap<i64, i64>>();
        count: |items, case| items.count();
        min_by_key: |items, case| items.min_by_key(|x| x.rem_euclid(5));
        position: |items, case| items.position(|x| case.ends(x));
        try_fold: |items, case| items
            .try_fold(Vec::new, |sum, x| error_at(case, x).map(|x| pushed(sum, x)), appended),
            but in std items.try_fold(Vec::new(), |sum, x| error_at(case, x).map(|x| pushed(sum, x)));
        of_options: |items, case| items.map(|x| Ok::<_, i64>((!case.ends(x)).then_some(x)))
            .collect::<Result<Option<Vec<i64>>, i64>>();
        min_max: |items, case| items.map(Fifths).min_max(), but in std {
            let all: Vec<_> = items.map(Fifths).collect();
            all.iter().min().cloned().zip(all.iter().max().cloned())
        };
        partial_cmp: |items, case| items.map(|x| not_at_ends(case, x)).partial_cmp(vec![0.0; case.n]);
    }
    d {
        option: |items, case| items.map(|x| error_at(case, x).ok()).collect::<Option<Vec<i64>>>();
        for_each: |items, case| {
            let all = Mutex::new(Vec::new());
            items.for_each(|x| all.lock().unwrap().push(x));
            sorted(all)
        };
        max_by_key: |items, case| items.max_by_key(|x| x.rem_euclid(5));
        all: |items, case| items.all(|x| !case.ends(x));
        unzip: |items, case| items.map(|x| (x, x % 50)).unzip::<i64, i64, Vec<i64>, BTreeSet<i64>>();
        min_by: |items, case| items.min_by(|x, y| (x % 7).cmp(&(y % 7)));
        partition_result: |items, case| items.map(|x| error_at(case, x))
            .partition_result::<_, _, Vec<i64>, Vec<i64>>(),
            but in std {
                let (mut oks, mut errors) = (Vec::new(), Vec::new());
                for item in items.map(|x| error_at(case, x)) {
                    match item {
                        Ok(x) => oks.push(x),
                        Err(x) => errors.push(x),
                    }
                }
                (oks, errors)
            };
        lt: |items, case| items.map(|x| case.ends(x))
            .lt((0..case.n).into_par().map(|i| i > 2 * case.k * case.k)),
            but in std items.map(|x| case.ends(x)).lt((0..case.n).map(|i| i > 2 * case.k * case.k));
    }
    e {
        result: |items, case| items.map(|x| error_at(case, x)).collect::<Result<Vec<i64>, i64>>();
        min: |items, case| items.map(|x| x % 100).min();
        find_map: |items, case| items.find_map(|x| error_at(case, x).err());
        collect_into: |items, case| items.collect_into(&mut vec![7]).clone(),
            but in std { let mut all = vec![7]; all.extend(items); all };
        try_reduce: |items, case| items.map(|x| marked(case, x)).try_reduce(both),
            but in std {
                let mut items = items.map(|x| marked(case, x));
                match items.next() {
                    Some(first) => items.try_fold(first, both).map(Some),
                    None => Ok(None),
                }
            };
        for_each_init: |items, case| {
            let all = Mutex::new(Vec::new());
            items.for_each_init(|| 1, |one, x| all.lock().unwrap().push(x + identity(*one)));
            sorted(all)
        }, but in std { let mut all: Vec<i64> = items.map(|x| x + 1).collect(); all.sort(); all };
        ne: |items, case| items.map(|x| case.ends(x))
            .ne((0..case.n).par().filter(|i| i % 3 < 2).map(|i| i == case.n / 2)),
            but in std items.map(|x| case.ends(x))
                .ne((0..case.n).filter(|i| i % 3 < 2).map(|i| i == case.n / 2));
        ge: |items, case| items.map(|x| not_at_ends(case, x)).ge(vec![0.0; case.k]);
    }
}
