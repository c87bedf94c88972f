//! A relation to many records is loaded into an `Option`.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    name: String,
}

#[weda_model("student")]
struct Pupil {
    id: Id<Pupil>,
    #[weda(load = "friends")]
    friends: Option<Student>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Pupil::query(&client).first();
}
