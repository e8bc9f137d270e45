//! What cannot be reached from outside within a lifetime: the end of more items than a `usize` can number.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::*;

/// Counts the items, and ends the sequence at one of them.
struct Counted {
    n: AtomicUsize,
    end: usize,
    horizon: Arc<Horizon>,
}

impl Work for Counted {
    type Claim = Span;
    type Run<'r> = ();

    fn run(&self) {}

    fn take(&self, (): &mut (), _place: Place, claim: Span) {
        self.n.fetch_add(claim.range().len(), SeqCst);
        if claim.range().contains(&self.end) {
            self.horizon.lower(claim.at());
        }
    }

    fn forgo(&self, _claim: Span) {}
}

/// How many items were done of 1000 with more behind, and whether that panicked.
fn count(threads: usize, end: usize) -> (usize, bool) {
    let horizon = Arc::<Horizon>::default();
    let work = Counted {
        n: AtomicUsize::new(0),
        end,
        horizon: Arc::clone(&horizon),
    };
    let options = Options {
        threads: NonZero::new(threads),
        horizon: Some(horizon),
        ..Options::default()
    };
    let panic = catch_unwind(AssertUnwindSafe(|| {
        drive(Ranges::cut_short(1000), &work, &options)
    }));
    (work.n.into_inner(), panic.is_err())
}

#[test]
fn a_sequence_that_is_cut_short_ends_early_or_panics() {
    for threads in [1, 2, 4] {
        crate::with_threads(threads, || {
            assert_eq!(count(threads, usize::MAX), (1000, true));
            let (done, panicked) = count(threads, 500);
            assert!(done > 500 && !panicked);
        });
    }
}
