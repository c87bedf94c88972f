//! Beside a view the user has types with the names of the standard library.

use weda::prelude::*;

/// A `String` of the user's was taken for the type of the create shape's fields.
mod rows {
    use weda::weda_model;

    pub struct String;
    pub struct Vec;
    pub struct Option;
    pub struct Box;
    pub struct Id;
    pub enum Result {}
    #[allow(non_camel_case_types)]
    pub struct f64;

    #[weda_model("booking")]
    pub struct Booking {
        pub state: std::string::String,
    }
}

/// `str` was taken for the type of the model's name in our code.
#[allow(dead_code, non_camel_case_types)]
mod primitives {
    use weda::prelude::*;

    pub struct bool;
    pub struct i64;
    pub struct u8;
    pub struct usize;
    pub struct u128;
    pub trait Sized {}

    #[weda_model("booking")]
    pub struct Booking {
        pub id: Id<Booking>,
        pub state: String,
        pub guest: Id<Student>,
        pub day: weda::Date,
    }

    #[weda_model("student")]
    pub struct Student;

    /// A view itself is called `str`.
    #[weda_model("student")]
    pub struct str {
        pub id: Id<str>,
        pub score: Option<f64>,
        pub wakes_at: Option<weda::TimeOfDay>,
    }

    pub fn best(client: &Client) {
        let _ = str::query(client).filter(str::SCORE.gt(60));
        let _ = Booking::update(client, &Id::<Booking>::new("1"), Booking::patch().set(Booking::PAID, true));
    }
}

use rows::{Booking, NewBooking};

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let (guest, day) = (Id::new("1"), weda::Date::from_millis(0));
    let address = weda::Json(Default::default());
    let new = NewBooking { state: "open".into(), guest, address, rooms: vec![], paid: true, day };
    let _ = Booking::create(&client, new);
    let _ = (rows::String, rows::Vec, rows::Option, rows::Box, rows::Id, None::<rows::Result>, rows::f64);
}
