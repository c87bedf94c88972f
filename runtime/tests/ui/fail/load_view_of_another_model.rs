//! A relation to a course is loaded into a view of students.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    name: String,
}

#[weda_model("student")]
struct Pupil {
    id: Id<Pupil>,
    #[weda(load = "class")]
    class: Option<Student>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Pupil::query(&client).first();
}
