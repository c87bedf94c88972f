//! A field of a system model is set through a view.

use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

fn main() {
    let _ = Contact::patch().set(Contact::NAME, "李四");
}
