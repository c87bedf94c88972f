//! A view contains itself.

use weda::prelude::*;

#[weda_model("班级")]
struct Class {
    id: Id<Class>,
    #[weda(load = "上级")]
    upper: Option<Class>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Class::query(&client).first();
}
