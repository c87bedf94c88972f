//! A loaded view loads relations itself.

use weda::prelude::*;

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

#[weda_model("student")]
struct Student {
    #[weda(load = "class")]
    class: Option<Course>,
}

#[weda_model("booking")]
struct Booking {
    id: Id<Booking>,
    #[weda(load = "guest")]
    guest: Student,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).first();
}
