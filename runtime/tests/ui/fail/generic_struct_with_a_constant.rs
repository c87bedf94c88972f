//! The struct has a constant for a parameter.

use weda::prelude::*;

#[weda_model("student")]
struct Student<const N: usize> {
    name: [String; N],
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::<2>::query(&client).filter(Student::<2>::SCORE.gt(60));
}
