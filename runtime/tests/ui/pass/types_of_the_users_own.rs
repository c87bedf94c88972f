//! Types of the user's own hold fields, and are compared with and set.

use weda::prelude::*;
use weda::codec::{Codec, Decode, Reader, Writer};
use weda::field::Text;
use weda::value::{IntoValue, Value};
use weda::codec::DecodeError;

#[derive(Debug, Clone)]
struct Name(String);

impl Codec for Name {
    fn placeholder() -> Self {
        Name(String::vacant())
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.0.read(first, reader)
    }

    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }
}

impl Decode<Text> for Name {}

impl<A> IntoValue<Text, A> for Name {
    fn into_value(self) -> Value {
        IntoValue::<Text>::into_value(self.0)
    }
}

#[weda_model("student")]
#[derive(Debug)]
struct Student {
    name: Name,
    note: Option<Name>,
    tags: Option<Vec<Name>>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let name = Name("李四".into());
    let _ = Student::query(&client).filter(Student::NAME.eq(name.clone()));
    let _ = Student::patch().set(Student::NAME, name.clone()).set(Student::NOTE, Some(name.clone()));
    let _ = Student::patch().set(Student::TAGS, vec![name]);
}
