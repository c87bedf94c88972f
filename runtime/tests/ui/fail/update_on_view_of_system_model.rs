//! A record of a system model is changed through a view.

use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

fn change(client: &Client, contact: &Contact) {
    let _ = Contact::update(client, &contact.id, Contact::patch());
}

fn main() {
    let _ = change;
}
