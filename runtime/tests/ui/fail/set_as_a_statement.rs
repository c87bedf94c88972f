//! A patch is set in a statement, and used afterwards.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let patch = Student::patch();
    patch.set(Student::NOTE, "好");
    println!("{patch:?}");
}
