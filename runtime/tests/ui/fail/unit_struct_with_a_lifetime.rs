//! A struct that is the name of a model has a lifetime for a parameter.

use weda::prelude::*;

#[weda_model("course")]
struct Course<'a>;

fn main() {
    let _: Id<Course<'static>> = Id::new("1");
}
