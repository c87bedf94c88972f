//! A struct that is the name of a model has a constant for a parameter.

use weda::prelude::*;

#[weda_model("course")]
struct Course<const N: usize>;

fn main() {
    let _: Id<Course<2>> = Id::new("1");
}
