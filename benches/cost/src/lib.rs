//! Forty call sites, eight of each of five kinds, each a function of its own: what `ci/cost` builds three
//! times.

/// Makes the five modules of sites, given what the calls of one site are, by a number that makes each a
/// loop of its own; and a `main` that calls all of them.
#[macro_export]
macro_rules! forty_sites {
    ($($kind:ident($n:ident, $($arg:ident: $type:ty),*) -> $output:ty $body:block)*) => {
        $($crate::eight_sites! { $kind($n, $($arg: $type),*) -> $output $body })*

        fn main() {
            let calls = [$($kind::ALL.len()),*];
            println!("{} sites", calls.iter().sum::<usize>());
            $(for site in std::hint::black_box($kind::ALL) {
                $crate::Call::call(*site);
            })*
        }
    };
}

/// Makes a module of eight functions.
#[macro_export]
macro_rules! eight_sites {
    ($kind:ident($n:ident, $($arg:ident: $type:ty),*) -> $output:ty $body:block) => {
        mod $kind {
            #[allow(unused_imports, reason = "of abreast or of rayon, and none for plain loops")]
            use super::*;

            pub(super) const ALL: &[fn($($type),*) -> $output] = &[a, b, c, d, e, f, g, h];
            $crate::eight_sites! {
                @sites [a 1, b 2, c 3, d 4, e 5, f 6, g 7, h 8] $n, [$($arg: $type),*] -> $output, $body
            }
        }
    };
    (@sites [$($site:ident $value:literal),*] $n:ident, $args:tt -> $output:ty, $body:tt) => {
        $($crate::eight_sites! { @site $site $value, $n, $args -> $output, $body })*
    };
    (@site $site:ident $value:literal, $n:ident, [$($arg:ident: $type:ty),*] -> $output:ty, $body:tt) => {
        #[inline(never)]
        fn $site($($arg: $type),*) -> $output {
            #[allow(non_upper_case_globals)]
            const $n: u64 = $value;
            $body
        }
    };
}

/// A site, to be called with little to do.
pub trait Call {
    /// Calls it.
    fn call(self);
}

impl Call for fn(u64) -> Vec<u64> {
    fn call(self) {
        self(10);
    }
}

impl Call for fn(&[f64]) -> f64 {
    fn call(self) {
        self(&[1.0; 10]);
    }
}

impl Call for fn(&[String]) -> Vec<String> {
    fn call(self) {
        self(&["word".to_owned(), "words".to_owned()]);
    }
}

impl Call for fn(&mut [u64]) {
    fn call(self) {
        self(&mut [1; 10]);
    }
}

impl Call for fn(&[&str]) -> Result<Vec<u64>, std::num::ParseIntError> {
    fn call(self) {
        self(&["1", "2"]).expect("numbers");
    }
}
