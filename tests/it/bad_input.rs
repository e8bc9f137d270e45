//! Bad input gets a clear message, and loses nothing.

use abreast::prelude::*;

use crate::support::{Books, THREADS, panic_of};

#[test]
fn zero_threads() {
    assert!(panic_of(|| with_threads(0, || ())).contains("at least 1"));
    assert!(panic_of(|| (0..9).par().threads(0)).contains("at least 1"));
}

#[test]
fn ranges_too_long_to_collect() {
    for threads in THREADS {
        with_threads(threads, || {
            let long = panic_of(|| (0..usize::MAX).par_map(|x| x).collect_vec());
            assert!(long.contains("capacity overflow"), "{long}");
            let long = panic_of(|| (0..=u64::MAX).par_map(|x| x as u8).collect_vec());
            assert!(long.contains("capacity overflow"), "{long}");
            let long = panic_of(|| (i128::MIN..i128::MAX).par_map(|_| ()).collect_vec());
            assert!(long.contains("capacity overflow"), "{long}");
            let mut v = vec![1_u8];
            let long = panic_of(|| (0..usize::MAX).par_map(|_| 0).collect_into(&mut v).len());
            assert!(long.contains("capacity overflow"), "{long}");
            assert_eq!(v, [1]);
        });
    }
}

/// An iterator that says of itself whatever it was told to.
struct Liar<'b> {
    left: usize,
    books: &'b Books,
    says: (usize, Option<usize>),
}

impl<'b> Iterator for Liar<'b> {
    type Item = crate::support::Entry<'b>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(self.books.enter())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.says
    }
}

impl ExactSizeIterator for Liar<'_> {
    fn len(&self) -> usize {
        self.says.0
    }
}

#[test]
fn a_size_hint_that_lies() {
    for threads in THREADS {
        for says in [
            (0, Some(0)),
            (0, Some(3)),
            (5, Some(5)),
            (2000, Some(1)),
            (2000, None),
        ] {
            for left in [0, 1, 5, 1000] {
                let books = Books::new(left);
                let liar = Liar {
                    left,
                    books: &books,
                    says,
                };
                let all = with_threads(threads, || liar.into_par().collect_vec());
                assert_eq!(all.len(), left, "{says:?}");
                drop(all);
                books.check();
            }
        }
    }
}

/// Comes back to life after its end.
struct Undead(usize);

impl Iterator for Undead {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.0 += 1;
        (self.0 != 500).then_some(self.0)
    }
}

#[test]
fn an_iterator_is_not_asked_again_after_its_end() {
    for threads in THREADS {
        let mut undead = Undead(0);
        let all = with_threads(threads, || undead.par_map(|x| x).collect_vec());
        assert_eq!(all, Vec::from_iter(1..500));
        assert_eq!(undead.0, 500);
    }
}
