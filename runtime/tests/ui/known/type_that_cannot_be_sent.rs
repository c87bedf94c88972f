//! A type of a field cannot be sent to another thread.

use std::rc::Rc;

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: Rc<str>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::SCORE.asc());
    let _ = Student::get(&client, &Id::<Student>::new("9G5C0WQN26"));
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
