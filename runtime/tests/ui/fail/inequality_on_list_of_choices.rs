//! A list of choices differs from one of them.

use school::models::Booking;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).filter(Booking::LABELS.ne("a"));
}
