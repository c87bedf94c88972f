//! A view of a system model has no shape of a new record.

use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Contact::create(&client, NewContact { name: "李四".into() });
}
