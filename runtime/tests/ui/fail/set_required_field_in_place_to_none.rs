//! A required field is emptied in place.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let mut patch = Student::patch();
    patch.put(Student::NAME, None::<String>);
}
