//! The type does not exist.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    #[weda(load = "class")]
    class: Option<Coarse>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).first();
}
