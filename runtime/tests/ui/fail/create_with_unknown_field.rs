//! A new record has a field that the model does not have.

use school::models::NewStudent;

fn main() {
    let _ = NewStudent { name: "李四".into(), course: "体育".into(), scores: 89.0 };
}
