//! A view in a module that brings nothing of weda into scope.

mod rows {
    pub mod students {
        #[weda::weda_model("student")]
        #[derive(Debug)]
        pub(crate) struct Student {
            pub(crate) id: weda::Id<Student>,
            pub(super) name: String,
            score: core::option::Option<f64>,
        }
    }

    pub fn name(student: students::Student) -> String {
        student.name
    }
}

use rows::students::{NewStudent, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::get(&client, &Id::<Student>::new("1"));
    let _ = Student::create(&client, NewStudent { name: "李四".into(), course: "体育".into() });
    let _ = rows::name;
}
