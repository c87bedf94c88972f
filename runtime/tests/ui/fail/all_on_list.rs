//! `all` on a list, which is a method of its iterator.

use school::models::Student;
#[allow(unused_imports)]
use weda::prelude::*;

fn main() {
    let students: Vec<Student> = Vec::new();
    let _ = students.all(|student| student.score.is_some());
}
