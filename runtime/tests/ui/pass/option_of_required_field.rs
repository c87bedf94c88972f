//! A view may always say `Option`, also where the definition promises a value.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Option<Id<Student>>,
    name: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四"));
}
