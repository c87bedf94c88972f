//! A required relation to a student is loaded into a view of courses.

use weda::prelude::*;

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

#[weda_model("booking")]
struct Booking {
    id: Id<Booking>,
    #[weda(load = "guest")]
    guest: Course,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).first();
}
