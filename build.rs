//! Tells `src/multiversion.rs` whether the compiler knows AVX-512.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    autocfg::new().emit_rustc_version(1, 89);
}
