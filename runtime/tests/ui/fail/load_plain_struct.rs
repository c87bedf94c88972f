//! A relation is loaded into a struct that is not a view.

use weda::prelude::*;

struct Course {
    name: String,
}

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    #[weda(load = "class")]
    class: Option<Course>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).first();
}
