//! Two views load each other.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    #[weda(load = "friends")]
    friends: Vec<Pupil>,
}

#[weda_model("student")]
struct Pupil {
    id: Id<Pupil>,
    #[weda(load = "friends")]
    friends: Vec<Student>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Pupil::query(&client).first();
}
