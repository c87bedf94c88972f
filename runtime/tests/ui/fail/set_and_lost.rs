//! A patch is set, and what comes of it is dropped.

#![deny(unused_must_use)]

use school::models::Student;
use weda::prelude::*;

fn main() {
    let patch = Student::patch().set(Student::SCORE, 95);
    patch.clone().set(Student::NOTE, "好");
    println!("{patch:?}");
}
