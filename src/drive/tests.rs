//! What cannot be reached from outside within a lifetime: the end of more items than a `usize` can number.

use std::marker::PhantomData;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::*;
use crate::sync::Arc;

/// Counts the items, and ends the sequence at one of them.
struct Counted<C> {
    n: AtomicUsize,
    end: usize,
    horizon: Arc<Horizon>,
    claims: PhantomData<fn(C)>,
}

impl<C: Claim> Work for Counted<C> {
    type Claim = C;
    type Run<'r>
        = ()
    where
        Self: 'r;

    fn run(&self) {}

    fn take(&self, (): &mut (), place: Place, claim: C) {
        self.n.fetch_add(place.range().len(), SeqCst);
        if place.range().contains(&self.end) {
            self.horizon.lower(claim.at());
        }
    }

    fn forgo(&self, _claim: C) {}
}

/// How many items were done, and whether that panicked.
fn count(mut dealer: impl Deal, threads: usize, end: usize) -> (usize, bool) {
    let horizon = Arc::<Horizon>::default();
    let work = Counted {
        n: AtomicUsize::new(0),
        end,
        horizon: Arc::clone(&horizon),
        claims: PhantomData,
    };
    let mut options = Options::default();
    options.horizon = Some(horizon);
    options.limit_threads(NonZero::new(threads).expect("some threads"));
    let panic = catch_unwind(AssertUnwindSafe(|| drive(&mut dealer, &work, &options)));
    (work.n.into_inner(), panic.is_err())
}

#[test]
fn a_sequence_that_is_cut_short_ends_early_or_panics() {
    for threads in [1, 2, 4] {
        crate::with_threads(threads, || {
            let long = || Ranges::cut_short(1000);
            assert_eq!(count(long(), threads, usize::MAX), (1000, true));
            let (done, panicked) = count(long(), threads, 500);
            assert!(done > 500 && !panicked);
            let last = InTurn::new(Ranges::new(10), long());
            assert_eq!(count(last, threads, usize::MAX), (1010, true));
            let first = InTurn::new(long(), Ranges::new(0));
            assert_eq!(count(first, threads, usize::MAX), (1000, true));
        });
    }
}

#[test]
fn ranges_know_whether_they_are_cut_short() {
    assert!(Ranges::of(None).is_cut_short());
    assert!(!Ranges::of(Some(3)).is_cut_short());
}

#[test]
fn long_pieces_end_where_lines_do_unless_nothing_is_left() {
    let mut ranges = Ranges::new(1000);
    assert_eq!(ranges.take_alone(100), Some(0..100));
    assert_eq!(ranges.take_alone(200), Some(100..256));
    assert_eq!(ranges.take_alone(744), Some(256..1000));
    assert_eq!(ranges.take_alone(1), None);
}

#[test]
fn pieces_of_blocks_are_whole_ones() {
    for want in [0, 1, 9, 10, 11, 25] {
        let ends = |take: &mut dyn FnMut() -> Option<std::ops::Range<usize>>| {
            let mut next = 0;
            while let Some(piece) = take() {
                assert_eq!(piece.start, next);
                assert!(piece.end % 10 == 0 || piece.end == 95, "{piece:?}");
                next = piece.end;
            }
            assert_eq!(next, 95);
        };
        for min_len in [0, 1, 3] {
            let mut ranges = Ranges::new(95);
            ranges.set_blocks(10, false);
            ranges.set_min_len(min_len);
            ends(&mut || ranges.take_alone(want));
            let mut ranges = Ranges::new(95);
            ranges.set_blocks(10, false);
            ranges.set_min_len(min_len);
            ranges.make_hands(2, false);
            ends(&mut || ranges.take(0, want));
        }
    }
}

#[test]
fn long_pieces_end_where_lines_do() {
    for (first, want, ends) in [
        // Short ones anywhere.
        (0, 1, [1, 2]),
        (0, 127, [127, 254]),
        (0, 128, [128, 256]),
        (0, 130, [128, 256]),
        (10, 130, [128, 256]),
        (100, 1_000, [1_088, 2_048]),
    ] {
        let mut ranges = Ranges::new(10_000);
        let skipped = (first > 0).then(|| ranges.pass_over(first));
        assert_eq!(skipped.is_some(), first > 0);
        let taken = [(); 2].map(|()| ranges.take_alone(want).map(|taken| taken.end));
        assert_eq!(taken, ends.map(Some), "{want} from {first}");
    }
}

#[test]
fn what_is_there_took_no_time_to_make() {
    assert_eq!(Span::claimed(0..3).making(), 0.0);
}

#[test]
fn each_of_those_who_are_there_has_a_part_at_once() {
    for (block, len, seats, ahead, ends) in [
        (usize::MAX, 100, 2, 0, &[50, 100][..]),
        (usize::MAX, 1_000, 3, 0, &[320, 640, 1_000]),
        (10, 95, 2, 0, &[40, 95]),
        (10, 95, 4, 0, &[20, 40, 60, 95]),
        // The first one begins earlier.
        (usize::MAX, 100, 2, 20, &[60, 100]),
        (usize::MAX, 1_000, 3, 200, &[448, 704, 1_000]),
        (10, 95, 2, 20, &[50, 95]),
        // Too few for that.
        (usize::MAX, 3, 4, 0, &[3]),
        (10, 95, 10, 0, &[95]),
        (usize::MAX, 100, 2, 100, &[100]),
    ] {
        let mut ranges = Ranges::new(len);
        ranges.set_blocks(block, false);
        ranges.make_hands(seats, false);
        ranges.spread(seats, ahead);
        let starts = std::iter::once(&0).chain(ends);
        for (seat, (start, end)) in starts.zip(ends).enumerate() {
            let part = ranges.take(seat, usize::MAX);
            assert_eq!(part, Some(*start..*end), "{len} by {block}");
        }
        assert_eq!(ranges.take(seats - 1, 1), None);
    }
}

#[test]
fn whoever_has_nothing_takes_the_last_index_there_is() {
    for block in [1, 10, usize::MAX] {
        let mut ranges = Ranges::new(1);
        ranges.set_blocks(block, false);
        ranges.make_hands(2, false);
        assert_eq!(ranges.take(1, 0), Some(0..1));
        assert_eq!(ranges.take(0, 1), None);
    }
}
