//! Sets the variable for this package alone.

fn main() {
    println!("cargo::rustc-env=WEDA_MODELS=others");
}
