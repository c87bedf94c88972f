//! A macro of the user's makes a view with a type that does not fit.

use weda::prelude::*;

macro_rules! view {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[weda_model("student")]
        struct $name {
            $($field: $type),*
        }
    };
}

view! { Student { name: String, score: f64 } }

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::SCORE.asc());
    let _ = Student::get(&client, &Id::<Student>::new("9G5C0WQN26"));
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
