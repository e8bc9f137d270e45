//! What a user holds: a chain, to be extended by adapters and ended by a consumer. Its methods are in `par/`.

use crate::drive::Options;
use crate::source::Pieces;

/// A parallel chain: a source, what is to be done with each item, and how.
///
/// It comes from a call of `par_map` or `par`, and nothing runs before a consumer such as
/// [`collect`](Par::collect) or [`for_each`](Par::for_each) ends it. The consumer blocks until everything
/// is done. The calling thread begins with the first item itself; threads of the global pool help while
/// there is something to share.
///
/// Whatever the number of threads, the result is that of the same chain on a standard iterator. If closures
/// panic, the first panic by position goes on to the caller with its own payload, once nobody works on the
/// call any more; what was computed until then is dropped.
///
/// The methods, by what they are for: [adapters](#adapters), [those that go by
/// position](#adapters-that-go-by-position), and [further ones](#further-adapters); [ends by
/// position](#ends-by-position), [progress](#progress); [for each item](#for-each-item),
/// [collecting](#collecting), [reducing](#reducing), [sums](#sums-and-products), [extremes](#extremes),
/// [searching](#searching), [work that may fail](#work-that-may-fail), [comparing](#comparing),
/// [streaming](#streaming); and [options](#options).
///
/// A chain can be cloned if its source and its closures can, and `{:?}` shows what it is made of:
///
/// ```
/// use abreast::prelude::*;
///
/// let chain = (0..9).par_map(|x| x * x).min_len(3);
/// assert_eq!(
///     format!("{chain:?}"),
///     "Par { chain: Map { base: Numbers { range: 0..9 }, .. }, options: {min_len: 3} }",
/// );
/// assert_eq!(chain.clone().sum::<i32>(), chain.filter(|x| x % 2 == 0).count() as i32 * 40 + 4);
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs until the chain is collected, or ended in another way"]
pub struct Par<P> {
    pub(crate) chain: P,
    pub(crate) options: Options,
}

impl<P: Pieces> Par<P> {
    pub(crate) fn new(chain: P) -> Self {
        Par {
            chain,
            options: Options::default(),
        }
    }

    pub(crate) fn with_chain<Q>(self, to: impl FnOnce(P) -> Q) -> Par<Q> {
        Par {
            chain: to(self.chain),
            options: self.options,
        }
    }

    /// Both chains, under the options of both.
    pub(crate) fn with_other<Q, R>(self, other: Par<Q>, to: impl FnOnce(P, Q) -> R) -> Par<R> {
        Par {
            chain: to(self.chain, other.chain),
            options: self.options.and(other.options),
        }
    }
}
