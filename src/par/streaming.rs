//! Consumers that take results one by one, while later ones are still being computed, in bounded memory.

use std::convert::Infallible;
use std::iter::FusedIterator;
use std::ops::ControlFlow::{Break, Continue};

use crate::chain::Par;
use crate::source::Pieces;
use crate::stream::{Stream, in_order};
use crate::trace;

/// # Streaming
///
/// A source that does not fit in memory, or never ends, is processed within a
/// [`window`](Par::window).
impl<P: Pieces> Par<P> {
    /// Calls `sink` with each result: on the calling thread, in order, while later results are still being
    /// computed.
    ///
    /// Blocks until all are done. The calling thread computes as well, whenever the next result is not
    /// there. `sink` may change what it captures, as in a plain loop. No more items than the
    /// [`window`](Par::window) are in flight, so memory is bounded, and if `sink` is slow, the helpers go
    /// and do something else.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut text = String::new();
    /// (0..5).par_map(|x: i32| x * x).for_each_ordered(|x| text += &format!("{x} "));
    /// assert_eq!(text, "0 1 4 9 16 ");
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position, or of `sink`: `sink` was called with every
    /// result before that.
    #[track_caller]
    pub fn for_each_ordered<F>(self, mut sink: F)
    where
        P: Sync,
        P::Item: Send,
        F: FnMut(P::Item),
    {
        let _call = trace::consumer("for_each_ordered");
        let Continue(()) = in_order(self.chain, &self.options, |item| {
            sink(item);
            Continue::<Infallible, ()>(())
        });
    }

    /// Calls `sink` with each result, on the calling thread and in order, up to the first error.
    ///
    /// Blocks until all are done, or `sink` has failed. Otherwise as
    /// [`for_each_ordered`](Par::for_each_ordered).
    ///
    /// ```
    /// use std::io::Write;
    /// use abreast::prelude::*;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let mut out = Vec::new();
    /// let lines = "side\nby\nside".lines();
    /// lines.into_par().map(str::to_uppercase).try_for_each_ordered(|line| writeln!(out, "{line}"))?;
    /// assert_eq!(out, b"SIDE\nBY\nSIDE\n");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The first error of `sink`, which is called no more.
    ///
    /// # Panics
    ///
    /// As [`for_each_ordered`](Par::for_each_ordered), unless `sink` fails before.
    #[track_caller]
    pub fn try_for_each_ordered<E, F>(self, mut sink: F) -> Result<(), E>
    where
        P: Sync,
        P::Item: Send,
        F: FnMut(P::Item) -> Result<(), E>,
    {
        let _call = trace::consumer("try_for_each_ordered");
        let end = in_order(self.chain, &self.options, move |item| match sink(item) {
            Ok(()) => Continue(()),
            Err(error) => Break(error),
        });
        match end {
            Continue(()) => Ok(()),
            Break(error) => Err(error),
        }
    }

    /// An iterator over the results, in order, which computes ahead of what is taken from it.
    ///
    /// For chains that own what they use. Lazy: work begins with the first item that is asked for, on as
    /// many threads as a call may use where this is called, also when that
    /// [`with_threads`](crate::with_threads) has returned; from then on no more items than the
    /// [`window`](Par::window) are in flight. Whoever takes the next item computes as well if it is not
    /// there yet, unless items may take long. No thread waits for room in the window: helpers leave, and
    /// are called again. (But one that is in the midst of an item with more results than the window holds
    /// waits until some are taken.) Dropping the iterator stops the work, waits for the items that were
    /// begun, and drops what is in flight; leaking it leaks that, and nothing else.
    ///
    /// What borrows goes by [`for_each_ordered`](Par::for_each_ordered), since an iterator may be leaked
    /// and what it borrows may not wait for it:
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let squares = (1_u64..).into_par().map(|x| x * x).stream();
    /// assert_eq!(squares.take(3).collect::<Vec<_>>(), [1, 4, 9]);
    /// ```
    ///
    /// ```compile_fail,E0597
    /// use abreast::prelude::*;
    ///
    /// let stream = {
    ///     let items = vec![1, 2, 3];
    ///     // `items` does not live long enough.
    ///     items.par_map(|x| x + 1).chain(items.iter().par_map(|x| x + 1)).stream()
    /// };
    /// ```
    ///
    /// # Panics
    ///
    /// The iterator's `next` panics with the first panic of the chain's closures by position, once all
    /// results before it were taken, and yields nothing afterwards.
    #[track_caller]
    pub fn stream(self) -> impl FusedIterator<Item = P::Item> + use<P>
    where
        P: Send + Sync + 'static, // borrowed items go by `for_each_ordered`
        P::Item: Send,
    {
        let _call = trace::consumer("stream");
        Stream::new(self.chain, &self.options, true)
    }

    /// An iterator over the results as they finish.
    ///
    /// Otherwise as [`stream`](Par::stream): a result that takes long holds no other up.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut squares: Vec<i32> = (0..5).par_map(|x| x * x).stream_unordered().collect();
    /// squares.sort();
    /// assert_eq!(squares, [0, 1, 4, 9, 16]);
    /// ```
    ///
    /// # Panics
    ///
    /// The iterator's `next` panics with a panic of the chain's closures, and yields nothing afterwards.
    #[track_caller]
    pub fn stream_unordered(self) -> impl FusedIterator<Item = P::Item> + use<P>
    where
        P: Send + Sync + 'static, // borrowed items go by `for_each_ordered`
        P::Item: Send,
    {
        let _call = trace::consumer("stream_unordered");
        Stream::new(self.chain, &self.options, false)
    }
}
