//! A query that begins with the mere name of a model.

use weda::prelude::*;

#[weda_model("student")]
struct Pupil;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Pupil::query(&client);
}
