//! The struct has a type parameter.

use weda::prelude::*;

#[weda_model("student")]
struct Student<T> {
    id: Id<Student<T>>,
    name: T,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::<String>::query(&client).filter(Student::<String>::NAME.eq("李四"));
}
