//! `is_null` on a list that is never empty: two reasons, one mistake.

use school::models::Student;
use weda::__private::v1::{Field, List, Required, Text, field};
use weda::prelude::*;

const MARKS: Field<Student, List<Text>, Required> = field("marks");

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(MARKS.is_null());
}
