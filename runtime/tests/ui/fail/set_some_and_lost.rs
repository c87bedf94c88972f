//! A patch is set where there is a value, and what comes of it is dropped.

#![deny(unused_must_use)]

use school::models::Student;
use weda::prelude::*;

fn main() {
    Student::patch().set_some(Student::NOTE, Some("好"));
}
