//! Filters and orders by the id and by fields that the view does not load.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let by_id = Name::ID.one_of([Id::<Name>::new("9G5C0WQN26")]) & Name::ID.ne(&Id::<Name>::new("9G5C0WQN27"));
    let others = Name::SCORE.ge(60) & (Name::GRADE.eq("first") | !Name::ACTIVE.eq(false));
    let _ = Name::query(&client).filter(by_id & others).order_by(Name::CREATED_AT.desc());
    let _ = Name::query(&client).filter(Name::OWNER.eq(Id::<User>::new("1"))).order_by(Name::ID.asc()).count();
}

#[weda_model("sys_user")]
struct User;
