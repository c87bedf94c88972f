//! A field has a boxed value of any type.

use std::fmt::Debug;

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: Option<Box<dyn Debug + Send>>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::SCORE.asc());
    let _ = Student::get(&client, &Id::<Student>::new("9G5C0WQN26"));
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
