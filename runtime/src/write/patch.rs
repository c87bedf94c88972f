//! Patches.

use std::marker::PhantomData;

use super::named;
use crate::Model;
use crate::field::Field;
use crate::model::SameModel;
use crate::model::{Clearable, Writable};
use crate::value::{IntoValue, RowFields, Value, WireValue};

/// Changes to a record of model `M`: only the fields that are set or cleared.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let patch = Book::patch().set(Book::PRICE, 49).clear(Book::ISBN);
/// assert_eq!(format!("{patch:?}"), r#"{"price", "isbn"}"#); // values are never printed
/// ```
///
/// serde reads it from an object with JSON keys, in which null clears a field and missing fields stay unchanged: a
/// PATCH handler can take `Json<Patch<Book>>`. Returns an error with model and field for an unknown, read-only or
/// duplicate field, a value of another kind, and null for a required field. Times are milliseconds, relations ids,
/// options their keys. The members of nested objects are not checked.
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
#[must_use = "a patch does nothing until it is passed to `update`; `set` and `clear` return the changed patch, `put` changes it in place"]
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

    /// Returns true if the patch changes nothing. Calls then write nothing.
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
    /// Sets a field. The last value of a field counts. `None` clears it, like [`clear`](Self::clear).
    pub fn set<F, K, A, V>(mut self, field: Field<F, K, A>, value: V) -> Self
    where
        F: SameModel<M>,
        A: Writable,
        V: IntoValue<K, A>,
    {
        self.put(field, value);
        self
    }

    /// Sets a field if there is a value; `None` leaves it unchanged.
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

    /// Like [`set`](Self::set), but changes the patch in place.
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

    /// Clears a field.
    pub fn clear<F, K, A>(mut self, field: Field<F, K, A>) -> Self
    where
        F: SameModel<M>,
        A: Writable + Clearable,
    {
        self.fields.push((field.name().into(), field.shape(Value(WireValue::Null))));
        self
    }
}

/// A [`Patch`] of `R`'s model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a patch",
    label = "expected a `Patch`",
    note = "a patch has only the fields to change: `Student::patch().set(Student::SCORE, 95)`"
)]
pub trait IntoPatch<R> {
    /// Converts to a patch of `R`.
    fn into_patch(self) -> Patch<R>;
}

// Without `do_not_recommend`, since the error should mention `SameModel`.
impl<M: SameModel<R>, R: Model> IntoPatch<R> for Patch<M> {
    fn into_patch(self) -> Patch<R> {
        Patch::of(self.fields)
    }
}
