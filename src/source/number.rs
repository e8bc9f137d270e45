//! The types that ranges count in.

/// What a splittable range counts in: every integer type, and `char`.
pub trait Number: Copy + PartialOrd + Send + Sync {
    /// How many steps lead from `self` up to `end`, which is not below it.
    #[doc(hidden)]
    fn distance(self, end: Self) -> u128;

    /// The same; `None` if a `usize` does not hold them.
    #[doc(hidden)]
    #[inline]
    fn steps_to(self, end: Self) -> Option<usize> {
        usize::try_from(self.distance(end)).ok()
    }

    /// The number `n` steps up, which exists.
    #[doc(hidden)]
    fn step(self, n: usize) -> Self;
}

macro_rules! integers {
    ($($int:ty: $unsigned:ty),* $(,)?) => {$(
        impl Number for $int {
            #[inline]
            fn distance(self, end: Self) -> u128 {
                // The difference of two numbers, taken modulo the type's size, is right as an unsigned
                // number.
                end.wrapping_sub(self) as $unsigned as u128
            }

            #[inline]
            fn step(self, n: usize) -> Self {
                self.wrapping_add(n as $int)
            }
        }
    )*};
}

integers! {
    u8: u8, u16: u16, u32: u32, u64: u64, u128: u128, usize: usize,
    i8: u8, i16: u16, i32: u32, i64: u64, i128: u128, isize: usize,
}

/// The surrogates, which are no characters, lie between these two.
const GAP_START: u32 = 0xD800;
const GAP: usize = 0x800;

/// The place of `c` among all characters.
fn rank(c: char) -> usize {
    let code = c as u32;
    code as usize - if code < GAP_START { 0 } else { GAP }
}

impl Number for char {
    fn distance(self, end: char) -> u128 {
        (rank(end) - rank(self)) as u128
    }

    #[inline]
    fn step(self, n: usize) -> char {
        let rank = rank(self) + n;
        let code = rank + if rank < GAP_START as usize { 0 } else { GAP };
        u32::try_from(code)
            .ok()
            .and_then(char::from_u32)
            .expect("a range of characters ends at one")
    }
}
