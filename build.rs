//! Has the linker write down where it puts each constant; see `build/slim/constants.mjs`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_browser = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_browser && let Ok(folder) = std::env::var("OUT_DIR") {
        println!("cargo:rustc-link-arg-bins=-Map={folder}/widget.map");
    }
}
