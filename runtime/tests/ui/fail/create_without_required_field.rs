//! A required field of a new record is forgotten.

use school::models::NewStudent;

fn main() {
    let _ = NewStudent { name: "李四".into() };
}
