//! The attribute stands on a function.

use weda::prelude::*;

#[weda_model("student")]
fn student() {}

fn main() {
    student();
}
