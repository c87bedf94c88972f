//! A field is read that the view does not load.

use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

fn phone(contact: &Contact) -> Option<&String> {
    contact.phone.as_ref()
}

fn main() {
    let _ = phone;
}
