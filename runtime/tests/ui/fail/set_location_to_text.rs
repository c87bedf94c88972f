//! A location is set to a text.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::HOME, "杭州市西湖区");
}
