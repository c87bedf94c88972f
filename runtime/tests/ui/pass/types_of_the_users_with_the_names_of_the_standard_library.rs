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

use rows::{Booking, NewBooking};

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let (guest, day) = (Id::new("1"), weda::Date::from_millis(0));
    let address = weda::Json(Default::default());
    let new = NewBooking { state: "open".into(), guest, address, rooms: vec![], paid: true, day };
    let _ = Booking::create(&client, new);
    let _ = (rows::String, rows::Vec, rows::Option, rows::Box, rows::Id, None::<rows::Result>, rows::f64);
}
