//! Tells the crate what it is built for.

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // `src/multiversion.rs`: whether the compiler knows AVX-512.
    autocfg::new().emit_rustc_version(1, 89);
    // Whether there are threads to start: not on wasm, and not where the program wants none.
    let wasm = var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family.contains("wasm"));
    if var("CARGO_FEATURE_THREADS").is_ok() && !wasm {
        println!("cargo::rustc-cfg=has_threads");
    }
}
