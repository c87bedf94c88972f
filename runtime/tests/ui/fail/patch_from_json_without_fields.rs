//! A patch of a model that has a name alone is read from JSON.

use weda::prelude::*;

#[weda_model("course")]
struct Course;

fn read<T: serde::de::DeserializeOwned>() {}

fn main() {
    read::<weda::Patch<Course>>();
}
