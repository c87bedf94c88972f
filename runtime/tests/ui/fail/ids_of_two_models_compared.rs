//! The ids of two models are compared.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let _ = Id::<Student>::new("9G5C0WQN26") == Id::<Course>::new("9G5C0WQN26");
}
