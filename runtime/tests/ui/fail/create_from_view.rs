//! A record that was read is created again.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let again = |name: Name| Name::create(&client, name);
    let _ = again;
}
