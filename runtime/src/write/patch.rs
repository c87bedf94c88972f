//! Changes to records.

use std::marker::PhantomData;

use super::named;
use crate::Model;
use crate::field::Field;
use crate::model::SameModel;
use crate::model::{Clearable, Writable};
use crate::value::{IntoValue, RowFields, Value, WireValue};

/// Changes to a record of model `M`: the fields that are set or cleared, and no others.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let patch = Book::patch().set(Book::PRICE, 49).clear(Book::ISBN);
/// assert_eq!(format!("{patch:?}"), r#"{"price", "isbn"}"#); // values are never printed
/// ```
///
/// It is read by serde from an object of fields by their keys on the wire, where null empties a field, and one that is not
/// named stays as it is: `Json<Patch<Book>>` is what a handler of PATCH takes. What the definition does not allow is an
/// error that names model and field: a field that there is not, that is read-only, that comes twice, a value of another
/// kind, null in a required one. Times are milliseconds, relations ids, options their keys. Of nested objects it is checked
/// that they are objects.
///
/// ```
/// # use weda::prelude::*;
/// # use weda::Patch;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let patch: Patch<Book> = serde_json::from_str(r#"{"price": 49, "isbn": null}"#)?;
/// assert_eq!(format!("{patch:?}"), r#"{"price", "isbn"}"#);
///
/// let error = serde_json::from_str::<Patch<Book>>(r#"{"pages": 9.5}"#).unwrap_err();
/// assert!(error.to_string().starts_with("model `book`, field `pages`: expected a whole number"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use = "a patch does nothing until `update` gets it; `set` and `clear` return the changed patch, and `put` changes one in place"]
pub struct Patch<M> {
    pub(crate) fields: RowFields,
    pub(super) of: PhantomData<fn() -> M>,
}

impl<M> Patch<M> {
    pub(crate) fn new() -> Self {
        Self::of(RowFields::new())
    }

    pub(crate) fn of(fields: RowFields) -> Self {
        Self { fields, of: PhantomData }
    }

    /// Whether it changes nothing: no call writes anything for it.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// assert!(Book::patch().is_empty() && !Book::patch().clear(Book::ISBN).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl<M: Model> Patch<M> {
    /// Sets a field; of a field that is set twice the last value counts. `None` empties it, and so does
    /// [`clear`](Self::clear).
    pub fn set<F, K, A, V>(mut self, field: Field<F, K, A>, value: V) -> Self
    where
        F: SameModel<M>,
        A: Writable,
        V: IntoValue<K, A>,
    {
        self.put(field, value);
        self
    }

    /// Sets a field where there is a value; `None` leaves the field as it is.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// let (title, price): (Option<&str>, Option<f64>) = (None, Some(49.0));
    /// let patch = Book::patch().set_some(Book::TITLE, title).set_some(Book::PRICE, price);
    /// assert_eq!(format!("{patch:?}"), r#"{"price"}"#);
    /// ```
    pub fn set_some<F, K, A, V>(self, field: Field<F, K, A>, value: Option<V>) -> Self
    where
        F: SameModel<M>,
        A: Writable,
        V: IntoValue<K, A>,
    {
        match value {
            Some(value) => self.set(field, value),
            None => self,
        }
    }

    /// Sets a field in place, as [`set`](Self::set) does.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// let mut patch = Book::patch();
    /// for discount in [0.9, 0.8] {
    ///     patch.put(Book::PRICE, 59.0 * discount);
    /// }
    /// patch.put(Book::IN_PRINT, true).put(Book::ISBN, None::<String>);
    /// ```
    pub fn put<F, K, A, V>(&mut self, field: Field<F, K, A>, value: V) -> &mut Self
    where
        F: SameModel<M>,
        A: Writable,
        V: IntoValue<K, A>,
    {
        self.fields.push(named(field, value));
        self
    }

    /// Empties a field.
    pub fn clear<F, K, A>(mut self, field: Field<F, K, A>) -> Self
    where
        F: SameModel<M>,
        A: Writable + Clearable,
    {
        self.fields.push((field.name().into(), Value(WireValue::Null)));
        self
    }
}

/// A [`Patch`] of a row of `R`'s model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a patch",
    label = "expected a `Patch`",
    note = "a patch names the fields that change, and no others: `Student::patch().set(Student::SCORE, 95)`"
)]
pub trait IntoPatch<R> {
    /// The patch, named after `R`.
    fn into_patch(self) -> Patch<R>;
}

// Without `do_not_recommend`: that the models are the same is what must be read of it.
impl<M: SameModel<R>, R: Model> IntoPatch<R> for Patch<M> {
    fn into_patch(self) -> Patch<R> {
        Patch::of(self.fields)
    }
}
