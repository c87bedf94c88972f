//! A view that reads more than the program looks at gives no warning.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: String,
}

#[weda_model("sys_user")]
struct Contact {
    phone: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client);
    let _ = Contact::query(&client);
}
