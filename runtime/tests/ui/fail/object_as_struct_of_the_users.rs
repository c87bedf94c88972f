//! A nested object is read as a struct that weda does not know.

use weda::prelude::*;

#[derive(Debug, Clone)]
struct Address {
    city: String,
}

#[weda_model("booking")]
struct Booking {
    address: Address,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).filter(Booking::PAID.eq(true)).order_by(Booking::DAY.asc());
    let _ = Booking::update(&client, &Id::<Booking>::new("9G5C0WQN26"), Booking::patch().set(Booking::PAID, true));
}
