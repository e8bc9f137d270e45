//! Loops that are compiled more than once, and run in the version that suits the processor best.
//!
//! A program is as a rule compiled for the oldest processor of its kind: on x86-64 for one of 2003, whose
//! vectors hold two `u64` and which cannot multiply them. Those of the last ten years hold four or eight.
//! Nothing but the choice of instructions differs between the versions of a loop: what is rounded, and in
//! which order, is the same, so results are the same to the bit.
//!
//! A loop is compiled for a version as far as it becomes a part of the function that has it; a call remains
//! what it is. So everything on the way to the loop is `#[inline(always)]`, and what is cold and would make
//! it long is never inlined. By the compiler's own rule of thumb long loops remain calls: they exist once,
//! and programs grow by a few per cent.
//!
//! This is *function multiversioning*, as GCC calls it. The crate `multiversion` does it too, but looks up
//! feature by feature in every call of a generic function: as long as a dozen cheap items take. Here a call
//! looks at one number.
//!
//! With `RUSTFLAGS="--cfg abreast_baseline"` there is one version, to compare.

/// Whether a loop may make several results with one instruction: not if each has something to be dropped.
pub(crate) const fn side_by_side<T>() -> bool {
    !std::mem::needs_drop::<T>()
}

/// Makes a function that is compiled in several versions `if` its type parameters say that its loop can
/// gain by that. It is never inlined, so that the compiler knows its references to be distinct.
///
/// No closure that is called for each item is written in its body: it would be compiled for the version,
/// and could not become part of a loop that is not.
macro_rules! multiversion {
    (
        if $pays:expr;
        $(#[$doc:meta])*
        $vis:vis fn $name:ident<$($generic:ident $(: $bound:path)?),+>(
            $($arg:ident: $type:ty),+ $(,)?
        ) $(-> $output:ty)?
        $body:block
    ) => {
        $(#[$doc])*
        #[inline(always)]
        $vis fn $name<$($generic $(: $bound)?),+>($($arg: $type),+) $(-> $output)? {
            #[inline(never)]
            fn baseline<$($generic $(: $bound)?),+>($($arg: $type),+) $(-> $output)? $body

            #[cfg(all(target_arch = "x86_64", not(abreast_baseline)))]
            #[inline(never)]
            #[allow(unsafe_code, reason = "is for a processor that has these instructions")]
            #[target_feature(enable = "avx2,bmi1,bmi2,fma,lzcnt,popcnt")]
            unsafe fn v3<$($generic $(: $bound)?),+>($($arg: $type),+) $(-> $output)? $body

            #[cfg(all(target_arch = "x86_64", rustc_1_89, not(abreast_baseline)))]
            #[inline(never)]
            #[allow(unsafe_code, reason = "is for a processor that has these instructions")]
            #[target_feature(enable = "avx2,bmi1,bmi2,fma,lzcnt,popcnt")]
            #[target_feature(enable = "avx512bw,avx512cd,avx512dq,avx512f,avx512vbmi2,avx512vl")]
            unsafe fn v4<$($generic $(: $bound)?),+>($($arg: $type),+) $(-> $output)? $body

            if $pays {
                #[cfg(all(target_arch = "x86_64", not(abreast_baseline)))]
                #[allow(unsafe_code, reason = "asks for instructions that the processor was seen to have")]
                match $crate::multiversion::Level::of_processor() {
                    #[cfg(rustc_1_89)]
                    // SAFETY: by L1 ("has them") the processor has what this version is compiled for.
                    $crate::multiversion::Level::V4 => return unsafe { v4($($arg),+) },
                    // SAFETY: by L1 ("has them") the processor has what this version is compiled for.
                    $crate::multiversion::Level::V3 => return unsafe { v3($($arg),+) },
                    _ => {}
                }
            }
            baseline($($arg),+)
        }
    };
}
pub(crate) use multiversion;

#[cfg(all(target_arch = "x86_64", not(abreast_baseline)))]
pub(crate) use level::Level;

#[cfg(all(target_arch = "x86_64", not(abreast_baseline)))]
mod level {
    use std::arch::is_x86_feature_detected as has;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// What a processor has, named after the levels of the x86-64 psABI.
    ///
    /// **L1 ("has them").** A level that [`of_processor`](Level::of_processor) says is one whose
    /// instructions, those in the `target_feature` attributes of its version, this processor has.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    #[repr(u8)]
    pub(crate) enum Level {
        Baseline = 1,
        /// Vectors of 256 bits: since 2013.
        V3,
        /// Of 512 bits, without slowing down for them: since 2019. (Those that slow down lack VBMI2.)
        #[cfg(rustc_1_89)]
        V4,
    }

    /// A level as a number; 0 as long as nobody has looked.
    static FOUND: AtomicU8 = AtomicU8::new(0);

    impl Level {
        #[inline]
        pub(crate) fn of_processor() -> Level {
            match FOUND.load(Ordering::Relaxed) {
                1 => Level::Baseline,
                2 => Level::V3,
                #[cfg(rustc_1_89)]
                3 => Level::V4,
                _ => Level::look(),
            }
        }

        #[cold]
        fn look() -> Level {
            let level = match (has_v3(), has_v4()) {
                #[cfg(rustc_1_89)]
                (true, true) => Level::V4,
                (true, _) => Level::V3,
                (false, _) => Level::Baseline,
            };
            FOUND.store(level as u8, Ordering::Relaxed);
            level
        }
    }

    fn has_v3() -> bool {
        let vectors = has!("avx2") && has!("fma");
        vectors && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt")
    }

    fn has_v4() -> bool {
        let first = has!("avx512f") && has!("avx512cd");
        let second = has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
        first && second && has!("avx512vbmi2")
    }

    #[cfg(all(test, not(any(loom, shuttle))))]
    mod tests {
        use super::*;

        multiversion! {
            if crate::multiversion::side_by_side::<T>();
            fn copied<T: Copy>(from: &[T], to: &mut Vec<T>) -> usize {
                to.extend(from);
                from.len()
            }
        }

        #[test]
        fn all_versions_that_the_processor_has_do_the_same() {
            let found = Level::look();
            assert_eq!(Level::of_processor(), found);
            let from: Vec<u64> = (0..1000).collect();
            // Tests beside this one may run at a lower level meanwhile.
            for level in 1..=found as u8 {
                FOUND.store(level, Ordering::Relaxed);
                assert_eq!(Level::of_processor() as u8, level);
                let mut to = Vec::new();
                assert_eq!(copied(&from, &mut to), 1000);
                assert_eq!(to, from);
            }
            assert_eq!(Level::look(), found);
        }
    }
}
