//! A record of a system model is created through a view.

use weda::Create;
use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

fn create(client: &Client, new: Create<Contact>) {
    let _ = Contact::create(client, new);
}

fn main() {
    let _ = create;
}
