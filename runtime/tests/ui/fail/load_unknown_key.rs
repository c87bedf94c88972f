//! The key of the relation is misspelled.

use weda::prelude::*;

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    #[weda(load = "clas")]
    class: Option<Course>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).first();
}
