//! A required field of a view is cleared.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Name::update(&client, &Id::<Name>::new("1"), Name::patch().clear(Name::COURSE));
}
