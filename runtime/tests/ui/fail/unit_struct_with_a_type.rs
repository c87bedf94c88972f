//! A struct that is the name of a model has a type for a parameter.

use weda::prelude::*;

#[weda_model("course")]
struct Course<T>;

fn main() {
    let _: Id<Course<String>> = Id::new("1");
}
