//! A number of a view is set to a text.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Name::update(&client, &Id::<Name>::new("1"), Name::patch().set(Name::SCORE, "60"));
}
