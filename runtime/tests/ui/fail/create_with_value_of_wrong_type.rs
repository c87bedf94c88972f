//! A required field of a new record gets a value of a wrong type.

use school::models::NewStudent;

fn main() {
    let _ = NewStudent { name: "李四".to_owned(), course: 7 };
}
