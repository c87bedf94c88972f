//! The user's own types in generated code.

use std::path::PathBuf;

use crate::compile::User;
use crate::settings::settings;
use crate::support::definitions;

const PERSON: &str = r#"{
    "name": { "type": "string", "x-required": true },
    "phone": { "type": "string", "format": "phone", "x-required": true },
    "phones": { "type": "array", "items": { "type": "string" } },
    "mail": { "type": "string", "format": "email" },
    "born": { "type": "number", "format": "date" },
    "score": { "type": "number" },
    "home": { "type": "object", "properties": { "mail": { "type": "string", "format": "email" } } } }"#;

const MAIN: &str = r#"//! Holds fields in types of its own.
#![deny(warnings, missing_docs)]

mod models;

use models::{NewPerson, Person, PersonHome};
use weda::prelude::*;
use weda::codec::{Codec, Decode, Reader, Writer};
use weda::value::{IntoValue, Value};
use weda::codec::DecodeError;

macro_rules! texts {
    ($($name:ident)*) => {$(
        /// A text with a meaning.
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub String);
        impl Codec for $name {
            fn placeholder() -> Self {
                Self(String::vacant())
            }
            fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
                self.0.read(first, reader)
            }
            fn write(&self, out: &mut Writer) {
                self.0.write(out);
            }
        }
        impl Decode<weda::field::Text> for $name {}
        impl<A> IntoValue<weda::field::Text, A> for $name {
            fn into_value(self) -> Value {
                IntoValue::<weda::field::Text>::into_value(self.0)
            }
        }
    )*};
}
texts!(Phone Mail Words);

fn read(person: Person) -> (Words, Phone, Option<Vec<Words>>, Option<Mail>, Option<weda::Date>) {
    let PersonHome { mail } = person.home.unwrap_or_default();
    (person.name, person.phone, person.phones, person.mail.or(mail), person.born)
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let new = NewPerson { name: Words("a".into()), phone: Phone("1".into()) };
    let _ = Person::create(&client, new.set(Person::MAIL, Mail("b".into())));
    // The constants are the usual ones.
    let field: weda::Field<Person, weda::field::Text, weda::field::Required> = Person::PHONE;
    let _ = Person::query(&client).filter(field.eq("2") | Person::PHONE.eq(Phone("3".into())));
    let _ = read;
}
"#;

const SETTINGS: &str = "\
present = [\"text\"]
optional = [\"email\"]
[types]
text = \"crate::Words\"
phone = \"super::super::Phone\"
email = \"crate::Words\"
\"person.mail\" = \"crate::Mail\"
\"person.home.mail\" = \"crate::Mail\"
";

fn person() -> PathBuf {
    definitions(&[("person", PERSON)]).keep()
}

#[test]
fn fields_of_rows_objects_and_new_records_have_the_types_that_settings_name() {
    let folder = person();
    let user = User::with("own-types", &folder, MAIN, &settings(SETTINGS));
    user.run();
    let text = user.text("current/src/models/person.rs");
    for line in [
        "    pub phones: Option<Vec<crate::Words>>,",
        "    pub mail: Option<crate::Mail>,",
        "    pub phone: super::super::Phone,",
        "const _: fn() = w::holds::<crate::Mail, w::Text>;",
        "const _: fn() = w::holds::<crate::Words, w::Text>;",
        "const _: fn() = w::holds::<super::super::Phone, w::Text>;",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(text.matches("w::holds").count(), 3, "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

const PLAIN: &str = "//! Has no type of its own.
#![deny(warnings, missing_docs)]

mod models;

fn main() {
    println!(\"{}\", models::Person::SCORE.name());
}
";

#[test]
fn a_type_that_cannot_hold_its_field_is_one_error_that_names_the_kind() {
    let folder = person();
    let user = User::with("wrong-type", &folder, PLAIN, &settings("[types]\nnumber = \"String\"\n"));
    let text = user.fails();
    assert_eq!(text.matches("\nerror[").count() + usize::from(text.starts_with("error[")), 1, "{text}");
    for part in [
        "error[E0277]: this type cannot hold a field of kind `Number`",
        "`String` does not implement `Decode<Number>`",
        "declare a type that can, in a view or as one of `types` in weda.toml, or implement `weda::codec::Codec` and `weda::codec::Decode<Number>`",
        "src/models/person.rs:",
        "const _: fn() = w::holds::<String, w::Number>;",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
