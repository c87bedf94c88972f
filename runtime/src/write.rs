//! New records and patches.

mod creatable;
mod from_json;
mod patch;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use creatable::{Creatable, NoRequiredFields};
pub use patch::{IntoPatch, Patch};

use crate::Model;
use crate::field::Field;
use crate::model::SameModel;
use crate::model::Writable;
use crate::value::{IntoValue, RowFields, Shown, Value};

/// A record of model `M` to create.
#[must_use = "a new record does nothing until it is passed to `create`"]
pub struct Create<M> {
    pub(crate) fields: RowFields,
    of: PhantomData<fn() -> M>,
}

/// A value that a record can be created from: `NewStudent { .. }`, with `.set(..)` for further fields.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let new = NewBook { title: "红楼梦".into() }.set(Book::PRICE, 59.7).set(Book::TAGS, vec!["古典", "小说"]);
/// # let _ = new;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new record",
    label = "expected `NewX {{ .. }}` or `X::new()`, with `.set(..)` for further fields"
)]
pub trait IntoCreate: Sized {
    /// The model of the record.
    type Model: Model;

    /// Converts to a `Create` with the fields set so far.
    fn into_create(self) -> Create<Self::Model>;

    /// Sets a further field.
    fn set<F, K, A, V>(self, field: Field<F, K, A>, value: V) -> Create<Self::Model>
    where
        F: SameModel<Self::Model>,
        A: Writable,
        V: IntoValue<K, A>,
    {
        let mut create = self.into_create();
        create.fields.push(named(field, value));
        create
    }
}

/// Creates a `Create` with these fields; for generated code.
#[doc(hidden)]
pub fn create<M, const N: usize>(fields: [(&'static str, Value); N]) -> Create<M> {
    Create::of(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

impl<M> Create<M> {
    pub(crate) fn of(fields: RowFields) -> Self {
        Self { fields, of: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoCreate for Create<M> {
    type Model = M;

    fn into_create(self) -> Self {
        self
    }
}

/// Returns a field's key and value to send; for generated code.
#[doc(hidden)]
pub fn entry<M, K, A, V: IntoValue<K, A>>(field: Field<M, K, A>, value: V) -> (&'static str, Value) {
    (field.name(), field.shape(value.into_value()))
}

fn named<M, K, A, V: IntoValue<K, A>>(field: Field<M, K, A>, value: V) -> (Cow<'static, str>, Value) {
    let (name, value) = entry(field, value);
    (name.into(), value)
}

/// Prints a create shape with the JSON keys of its fields; for generated code.
///
/// Prints values nearly as they are sent: a relation as its id, a date as such, a number that is not finite as a
/// message.
///
/// # Errors
/// Returns the error of the formatter.
#[doc(hidden)]
pub fn debug_new<N: IntoCreate + Clone>(name: &str, new: &N, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_struct(name);
    for (key, value) in &new.clone().into_create().fields {
        output.field(key, &Shown(value));
    }
    output.finish()
}

/// Prints a create shape with the names of its Rust fields; for generated code.
///
/// # Errors
/// Returns the error of the formatter.
#[doc(hidden)]
pub fn debug_shape(name: &str, fields: &[(&str, &dyn fmt::Debug)], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_struct(name);
    for (field, value) in fields {
        output.field(field.strip_prefix("r#").unwrap_or(field), value);
    }
    output.finish()
}

macro_rules! names_only {
    ($($write:ident)*) => {$(
        impl<M> Clone for $write<M> {
            fn clone(&self) -> Self {
                Self { fields: self.fields.clone(), of: PhantomData }
            }
        }

        /// Equal if the same fields are set to the same values, in the same order.
        impl<M> PartialEq for $write<M> {
            fn eq(&self, other: &Self) -> bool {
                self.fields == other.fields
            }
        }

        /// Prints the names of the fields, never their values.
        impl<M> fmt::Debug for $write<M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.fields.iter().map(|(name, _)| name)).finish()
            }
        }
    )*};
}
names_only!(Patch Create);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{field, relation};
    use crate::model::Number;
    use crate::model::Required;
    use crate::model::{Tag, tag_of};
    use crate::{Date, DateTime, Id};

    #[derive(Clone)]
    struct NewStudent {
        score: f64,
    }

    struct Student;
    impl Model for Student {
        type Tag = Tag<{ tag_of("student") }>;
        const IDENTIFIER: &'static str = "student";
    }

    impl IntoCreate for NewStudent {
        type Model = Student;
        fn into_create(self) -> Create<Student> {
            let score: Field<Student, Number, Required> = field("score");
            let class: Field<Student, Id<Student>, Required> = field("class");
            let school: Field<Student, Id<Student>, Required> = relation("school");
            let born: Field<Student, Date, Required> = field("born");
            let seen: Field<Student, DateTime, Required> = field("lastSeen");
            create([
                entry(score, self.score),
                entry(class, Id::<Student>::new("c1")),
                entry(school, Id::<Student>::new("s1")),
                entry(born, Date::from_millis(1_725_120_000_000)),
                entry(seen, DateTime::from_millis(1_646_034_692_306)),
            ])
        }
    }

    /// Prints like generated code.
    struct Shape(NewStudent);
    impl fmt::Debug for Shape {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            debug_new("NewStudent", &self.0, f)
        }
    }

    #[test]
    fn a_create_shape_prints_ids_dates_and_numbers() {
        for (score, printed) in [(59.5, "59.5"), (60.0, "60.0"), (f64::NAN, "not a finite number")] {
            assert_eq!(
                format!("{:?}", Shape(NewStudent { score })),
                format!(
                    "NewStudent {{ score: {printed}, class: \"c1\", school: \"s1\", born: Date(1725120000000 ms), \
                     lastSeen: 1646034692306 }}"
                )
            );
        }
    }

    #[test]
    fn a_list_of_related_records_is_a_list_of_objects() {
        use crate::field::relations;
        use crate::model::List;
        use crate::model::presence::Nullable;
        use crate::value::WireValue;

        const FRIENDS: Field<Student, List<Id<Student>>, Nullable> = relations("friends");
        const SCHOOL: Field<Student, Id<Student>, Nullable> = relation("school");
        let ids = || ["a", "b"].map(Id::<Student>::new);
        let some = |ids: &[&str]| WireValue::References(Some(ids.iter().map(|id| (*id).to_owned()).collect()));
        for (patch, expected) in [
            (Patch::<Student>::new().set(FRIENDS, ids()), some(&["a", "b"])),
            (Patch::new().set(FRIENDS, ids().to_vec()), some(&["a", "b"])),
            (Patch::new().set(FRIENDS, Some(ids().to_vec())), some(&["a", "b"])),
            (Patch::new().set(FRIENDS, [] as [Id<Student>; 0]), some(&[])),
            (Patch::new().set(FRIENDS, None::<Vec<Id<Student>>>), WireValue::References(None)),
            (Patch::new().clear(FRIENDS), WireValue::References(None)),
            (Patch::new().clear(SCHOOL), WireValue::NoReference),
            (Patch::new().set(SCHOOL, None::<Id<Student>>), WireValue::NoReference),
        ] {
            assert!(patch.fields[0].1.0 == expected, "{:?}", patch.fields);
        }
    }
}
