//! Bad input gets a clear message, and loses nothing.

use abreast::prelude::*;

use crate::support::{Books, THREADS, panic_of};

#[test]
fn zero_threads() {
    assert!(panic_of(|| with_threads(0, || ())).contains("at least 1"));
    assert!(panic_of(|| (0..9).par().threads(0)).contains("at least 1"));
    assert!(panic_of(|| (0..9).par().max_len(0)).contains("at least 1"));
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

/// Items that say of their number whatever they were told to.
#[derive(Clone)]
struct Liar<I> {
    items: I,
    says: (usize, Option<usize>),
}

impl<I: Iterator> Iterator for Liar<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.items.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.says
    }
}

impl<I: Iterator> ExactSizeIterator for Liar<I> {
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
                let items = (0..left).map(|_| books.enter());
                let liar = Liar { items, says };
                let all = with_threads(threads, || liar.into_par().collect_vec());
                assert_eq!(all.len(), left, "{says:?}");
                drop(all);
                books.check();
            }
        }
    }
}

#[test]
fn a_search_among_items_that_lie_about_their_number() {
    for threads in THREADS {
        for says in [0, 7, 8, 9, 100] {
            for left in [0, 1, 8, 9, 30] {
                let liars = [10, 20].map(|from| Liar {
                    items: from..from + left,
                    says: (says, Some(says)),
                });
                let numbers = || liars.clone().par().flatten();
                let same = || liars.clone().into_iter().flatten();
                for wanted in [10, 10 + left, 19 + left, 20 + left] {
                    let found = with_threads(threads, || numbers().find(|x| *x == wanted));
                    assert_eq!(found, same().find(|x| *x == wanted), "{says} of {left}");
                    let at = with_threads(threads, || numbers().position(|x| x == wanted));
                    assert_eq!(at, same().position(|x| x == wanted), "{says} of {left}");
                }
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
