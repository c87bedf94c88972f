//! Nested objects and lists are read as JSON or as what `weda generate` makes of them, and written as either.

use school::models::{BookingAddress, BookingLabels, BookingRooms, BookingState};
use weda::Json;
use weda::prelude::*;

#[weda_model("student")]
struct Student;

#[weda_model("booking")]
#[derive(Debug)]
struct AsJson {
    guest: Id<Student>,
    address: Json,
    rooms: Vec<Json>,
    labels: Option<Vec<String>>,
    table: Option<Vec<Vec<f64>>>,
}

#[weda_model("booking")]
#[derive(Debug)]
struct AsGenerated {
    state: BookingState,
    address: BookingAddress,
    rooms: Vec<BookingRooms>,
    labels: Option<Vec<BookingLabels>>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = AsJson::query(&client).filter(AsGenerated::STATE.eq(BookingState::Open));
    let _ = AsGenerated::query(&client).filter(AsJson::PAID.eq(true)).order_by(AsJson::DAY.desc());
    let _ = AsJson::patch().set(AsJson::LABELS, vec![BookingLabels::A]).set(AsJson::TABLE, vec![vec![1.5]]);
}
