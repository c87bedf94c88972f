//! A number that a view did not load is compared with a text.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Name::query(&client).filter(Name::SCORE.gt("60"));
}
