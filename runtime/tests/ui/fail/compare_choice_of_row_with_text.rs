//! The option of a row, compared with its key as a text.

use school::models::Student;

fn is_first(student: &Student) -> bool {
    student.grade == "first"
}

fn main() {
    let _ = is_first;
}
