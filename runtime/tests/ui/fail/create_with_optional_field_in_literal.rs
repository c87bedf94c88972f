//! An optional field stands in the literal of a new record.

use school::models::NewStudent;

fn main() {
    let _ = NewStudent { name: "李四".into(), course: "体育".into(), score: 89.0 };
}
