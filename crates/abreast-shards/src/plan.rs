//! What a run is to do, by its variables.

use crate::Error;

/// What a run is to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Plan {
    Whole,
    Share { shard: usize, shards: usize },
    Merge { shards: usize },
}

/// Variables that say which share this is, and from where on each counts. The first that is there is asked:
/// HyperQueue's workers may be tasks of a Slurm array themselves.
const INDICES: [(&str, usize); 8] = [
    ("ABREAST_SHARD", 0),
    ("HQ_TASK_ID", 0),
    ("JOB_COMPLETION_INDEX", 0),
    ("AWS_BATCH_JOB_ARRAY_INDEX", 0),
    ("SLURM_ARRAY_TASK_ID", 0),
    ("PBS_ARRAY_INDEX", 0),
    ("SGE_TASK_ID", 1),
    ("LSB_JOBINDEX", 1),
];

pub(crate) fn plan(variable: impl Fn(&str) -> Option<String>) -> Result<Plan, Error> {
    let Some(shards) = variable("ABREAST_SHARDS") else {
        return match variable("ABREAST_SHARD") {
            Some(_) => Err(Error::Variables(
                "ABREAST_SHARD says which share to do, and ABREAST_SHARDS, of how many, is not set"
                    .into(),
            )),
            None => Ok(Plan::Whole),
        };
    };
    let wrong = |what: String| Err(Error::Variables(what));
    let shards = match shards.parse() {
        Ok(shards) if shards > 0 => shards,
        _ => {
            return wrong(format!(
                "ABREAST_SHARDS is a number from 1 on, and not {shards:?}"
            ));
        }
    };
    let index = |(name, first)| Some((name, first, variable(name)?));
    // (Grid Engine says so of a job that is no array.)
    let given = |(_, _, text): &(&str, usize, String)| text != "undefined";
    let Some((name, first, text)) = INDICES.into_iter().filter_map(index).find(given) else {
        return Ok(Plan::Merge { shards });
    };
    let shard = text
        .parse::<usize>()
        .ok()
        .and_then(|index| index.checked_sub(first));
    match shard.filter(|shard| *shard < shards) {
        Some(shard) => Ok(Plan::Share { shard, shards }),
        None => wrong(format!(
            "{name} is {text:?}, and with ABREAST_SHARDS={shards} it is to be one of {first} to {}",
            shards - 1 + first
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans() {
        let share = |shard| Ok(Plan::Share { shard, shards: 10 });
        for (variables, expected) in [
            ("", Ok(Plan::Whole)),
            ("SLURM_ARRAY_TASK_ID=3", Ok(Plan::Whole)),
            ("ABREAST_SHARDS=10", Ok(Plan::Merge { shards: 10 })),
            ("ABREAST_SHARDS=10 SLURM_ARRAY_TASK_ID=3", share(3)),
            ("ABREAST_SHARDS=10 JOB_COMPLETION_INDEX=0", share(0)),
            ("ABREAST_SHARDS=10 SGE_TASK_ID=10", share(9)),
            (
                "ABREAST_SHARDS=10 SGE_TASK_ID=undefined",
                Ok(Plan::Merge { shards: 10 }),
            ),
            (
                "ABREAST_SHARDS=10 SLURM_ARRAY_TASK_ID=3 HQ_TASK_ID=5",
                share(5),
            ),
            ("ABREAST_SHARDS=10 HQ_TASK_ID=5 ABREAST_SHARD=9", share(9)),
            (
                "ABREAST_SHARD=1",
                Err("ABREAST_SHARDS, of how many, is not set"),
            ),
            (
                "ABREAST_SHARDS=0",
                Err("ABREAST_SHARDS is a number from 1 on, and not \"0\""),
            ),
            ("ABREAST_SHARDS=many", Err("and not \"many\"")),
            (
                "ABREAST_SHARDS=10 HQ_TASK_ID=10",
                Err("HQ_TASK_ID is \"10\", and with ABREAST_SHARDS=10 it is to be one of 0 to 9"),
            ),
            ("ABREAST_SHARDS=10 LSB_JOBINDEX=0", Err("one of 1 to 10")),
            (
                "ABREAST_SHARDS=10 ABREAST_SHARD=x",
                Err("ABREAST_SHARD is \"x\""),
            ),
        ] {
            let pairs: Vec<_> = variables
                .split(' ')
                .filter_map(|pair| pair.split_once('='))
                .collect();
            let value = |name: &str| {
                pairs
                    .iter()
                    .find(|pair| pair.0 == name)
                    .map(|pair| pair.1.to_string())
            };
            match (plan(value), expected) {
                (Ok(plan), Ok(expected)) => assert_eq!(plan, expected, "{variables}"),
                (Err(error), Err(text)) => assert!(error.to_string().contains(text), "{error}"),
                (plan, expected) => panic!("{variables}: {plan:?}, and not {expected:?}"),
            }
        }
    }
}
