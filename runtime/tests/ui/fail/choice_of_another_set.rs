//! A choice is declared as an option of another set.

use school::models::EnrolmentState;
use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: String,
    grade: Option<EnrolmentState>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::GRADE.eq("first")).order_by(Student::NAME.asc());
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::GRADE, "second"));
}
