//! The second door: any iterator, by reference, which is pulled from.

use crate::chain::Par;
use crate::source::Pulled;
use crate::stage::Map;

/// The second door: every other iterator, anyone's, by reference.
///
/// Items are pulled by one thread at a time, each by the thread that is to do it, and none before that thread
/// has done the one that it pulled before. So the iterator may wait, for a network or a channel, even for
/// what comes of its own items. To hand items over one at a time takes up to a microsecond each: quicker ones
/// are left to the calling thread. [`min_len`](crate::Par::min_len) deals batches of an iterator that never
/// waits. The iterator is not asked again after its end. Afterwards it is exhausted, unless the sequence
/// ended early: then more items may have been pulled from it than were needed.
///
/// # Iterators that wait
///
/// With two threads or more a call gets through whatever a loop gets through, and hands on what is ready, but
/// for this:
///
/// * It reads ahead. A [`find`](crate::Par::find) or a [`take_while`](crate::Par::take_while) that ends at
///   the last item before a long silence may return after that, for another thread is asking for the next
///   item. `threads(1)` asks for none before it is wanted.
/// * What lends its items, such as [`for_each_ordered`](crate::Par::for_each_ordered), waits for a thread
///   that is inside the iterator's `next` before it returns early. A [`stream`](crate::Par::stream) does not.
/// * [`fold`](crate::Par::fold), `try_fold` and `try_reduce` read a block at a time, a 64th of what came
///   before, and so does a chain that has another source beside the iterator. Items that are mapped, and then
///   summed or reduced, are read one at a time.
/// * An iterator that says `None` because its queue is empty for the moment has ended.
///
/// The guide's page [`sources_that_wait`](crate::guide::sources_that_wait) has examples.
///
/// # Examples
///
/// ```
/// use abreast::prelude::*;
///
/// let text = "one\ntwo\nthree";
/// let lengths: Vec<usize> = text.lines().par_map(|line: &str| line.len()).collect();
/// assert_eq!(lengths, [3, 3, 5]);
///
/// fn squares<I: Iterator<Item = u64> + Send>(mut numbers: I) -> Vec<u64> {
///     numbers.par_map(|x| x * x).collect()
/// }
/// assert_eq!(squares([1, 2].into_iter()), [1, 4]);
/// ```
pub trait AnyIterator: Iterator {
    /// A parallel chain of the iterator's items.
    ///
    /// Lazy: nothing is pulled before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!("a b".split(' ').par().collect_vec(), ["a", "b"]);
    /// ```
    fn par(&mut self) -> Par<Pulled<&mut Self>>
    where
        Self: Send + Sized,
    {
        Par::new(Pulled::new(self))
    }

    /// A parallel chain of the iterator's items, each sent through `f`. The same as `par().map(f)`.
    ///
    /// Lazy: nothing is pulled before the chain is consumed. See [`Par::map`].
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut n = 0;
    /// let count = std::iter::from_fn(|| {
    ///     n += 1;
    ///     (n < 4).then_some(n)
    /// })
    /// .par_map(|x: i32| 10 * x)
    /// .collect_vec();
    /// assert_eq!(count, [10, 20, 30]);
    /// ```
    ///
    /// The iterator goes from thread to thread:
    ///
    /// ```compile_fail,E0277
    /// use abreast::prelude::*;
    ///
    /// let shared = std::rc::Rc::new(1);
    /// let mut numbers = (0..9).map(|x: i32| x + *shared);
    /// let v = numbers.par_map(|x| x).collect_vec(); // `Rc` cannot be sent between threads
    /// ```
    fn par_map<R, F>(&mut self, f: F) -> Par<Map<Pulled<&mut Self>, F>>
    where
        Self: Send + Sized,
        F: Fn(Self::Item) -> R + Sync,
    {
        self.par().map(f)
    }

    /// Calls `f` for each of the iterator's items, in parallel. The same as `par().for_each(f)`.
    ///
    /// Blocks until all are done. See [`Par::for_each`].
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use abreast::prelude::*;
    ///
    /// let seen = Mutex::new(Vec::new());
    /// "b a".split(' ').par_for_each(|word: &str| seen.lock().unwrap().push(word));
    /// let mut seen = seen.into_inner().unwrap();
    /// seen.sort();
    /// assert_eq!(seen, ["a", "b"]);
    /// ```
    #[track_caller]
    fn par_for_each<F>(&mut self, f: F)
    where
        Self: Send + Sized,
        F: Fn(Self::Item) + Sync,
    {
        self.par().for_each(f);
    }

    /// A parallel chain that owns the iterator: to keep, or to return.
    ///
    /// Lazy: nothing is pulled before the chain is consumed. Even what could be split, such as a range, is
    /// pulled from by one thread at a time. For those [`par`](crate::IntoParallel::par) is better, and
    /// takes ownership, too.
    ///
    /// ```
    /// use abreast::{Par, Pieces, prelude::*};
    ///
    /// fn words(text: &str) -> Par<impl Pieces<Item = &str>> {
    ///     text.split_whitespace().into_par()
    /// }
    /// assert_eq!(words("side by side").map(|word| word.len()).collect_vec(), [4, 2, 4]);
    /// ```
    #[doc(alias = "par_bridge")]
    fn into_par(self) -> Par<Pulled<Self>>
    where
        Self: Send + Sized,
    {
        Par::new(Pulled::new(self))
    }
}

impl<I: Iterator> AnyIterator for I {}
