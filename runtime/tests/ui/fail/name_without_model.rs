//! A unit struct names no model.

use weda::prelude::*;

#[weda_model]
struct Course;

fn main() {
    let id = Id::<Course>::new("9G5C0WQN26");
    let _ = id == id.clone();
}
