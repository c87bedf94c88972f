//! A view loads itself.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    #[weda(load = "friends")]
    friends: Vec<Student>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).first();
}
