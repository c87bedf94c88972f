//! A patch that begins with the mere name of a model.

use weda::prelude::*;

#[weda_model("student")]
struct Pupil;

fn main() {
    let _ = Pupil::patch();
}
