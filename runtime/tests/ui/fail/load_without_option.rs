//! A relation that may be empty is loaded without an `Option`.

use weda::prelude::*;

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    #[weda(load = "class")]
    class: Course,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).first();
}
