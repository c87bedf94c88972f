//! A record of a system model is created through a view.

use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Contact::create(&client, Contact::new());
}
