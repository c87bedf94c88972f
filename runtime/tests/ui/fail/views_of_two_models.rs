//! A query through one view gets a filter of a view of another model.

use weda::prelude::*;

#[weda_model("sys_user")]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
}

#[weda_model("course")]
struct Course {
    title: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Contact::query(&client).filter(Course::TITLE.eq("数学"));
}
