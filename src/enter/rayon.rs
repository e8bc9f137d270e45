//! What rayon calls the doors: to call them by these names does not compile, and the compiler says what they
//! are called here.
//!
//! All take `&mut self`, which a method is looked up by last. So where rayon's prelude is in scope as well,
//! its own methods are found first, except for what is itself a mutable reference: there the guide says what
//! to write. (`par_iter_mut` takes the same, and would be found twice.)

/// Says that `par_iter` has another name.
#[diagnostic::on_unimplemented(
    message = "`par_iter` is rayon's name: here it is `iter().par()`",
    label = "say `iter().par()`, or `(&items).par()`",
    note = "`abreast::guide::from_rayon` has all of rayon's names"
)]
pub trait SayIterPar {}

/// Says that `into_par_iter` has another name.
#[diagnostic::on_unimplemented(
    message = "`into_par_iter` is rayon's name: here it is `par()`",
    label = "say `par()`",
    note = "`abreast::guide::from_rayon` has all of rayon's names"
)]
pub trait SayPar {}

/// Says that `par_bridge` has another name.
#[diagnostic::on_unimplemented(
    message = "`par_bridge` is rayon's name: here it is `into_par()`",
    label = "say `into_par()`",
    note = "`abreast::guide::from_rayon` has all of rayon's names"
)]
pub trait SayIntoPar {}

/// Names that are not of this crate.
pub trait OtherNames {
    /// See the guide, from rayon.
    fn par_iter<R>(&mut self) -> R
    where
        Self: SayIterPar,
    {
        unreachable!("a call of it does not compile")
    }

    /// See the guide, from rayon.
    #[allow(clippy::wrong_self_convention, reason = "it is rayon's name")]
    fn into_par_iter<R>(&mut self) -> R
    where
        Self: SayPar,
    {
        unreachable!("a call of it does not compile")
    }

    /// See the guide, from rayon.
    fn par_bridge<R>(&mut self) -> R
    where
        Self: SayIntoPar,
    {
        unreachable!("a call of it does not compile")
    }
}

impl<T> OtherNames for T {}
