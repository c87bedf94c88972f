//! Views come out of a macro of the user's.

use weda::prelude::*;

macro_rules! views {
    ($($name:ident $model:literal { $($field:ident: $ty:ty),* })*) => {$(
        #[weda_model($model)]
        #[derive(Debug)]
        struct $name {
            id: Id<$name>,
            $($field: $ty),*
        }
    )*};
}

views! {
    Student "student" { name: String, score: Option<f64>, note: Option<String> }
    Contact "sys_user" { phone: Option<String> }
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::SCORE.gt(60));
    let _ = Contact::query(&client).filter(Contact::PHONE.ne(""));
}
