//! A value that may be null is held without a size.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: Option<dyn std::fmt::Debug>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::SCORE.asc());
    let _ = Student::get(&client, &Id::<Student>::new("9G5C0WQN26"));
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
