//! Which models have new records, and which of these need no value.

use super::{Create, create};

/// A model whose records can be created; every model but the platform's own. The trait is in the
/// [prelude](crate::prelude).
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be created",
    label = "`{Self}` is not `Creatable`",
    note = "system models, such as users and departments, are read-only: the platform's own interfaces manage them"
)]
pub trait Creatable {
    /// A new record of a model that requires no field.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("shelf")]
    /// # struct Shelf { id: Id<Shelf>, name: Option<String> }
    /// let new = Shelf::new().set(Shelf::NAME, "三楼东");
    /// # let _ = new;
    /// ```
    // Not with the other calls, in `Row`: rustc would say of every type without a `new` that it is not a row type.
    fn new() -> Create<Self>
    where
        Self: NoRequiredFields + Sized,
    {
        create([])
    }
}

/// A model whose new records need no value at all.
#[diagnostic::on_unimplemented(
    message = "a new record of `{Self}` cannot be made without values",
    label = "`{Self}` is not `NoRequiredFields`",
    note = "the struct `New..` of a row type holds the required fields: `NewStudent {{ .. }}` for `Student`"
)]
pub trait NoRequiredFields {}
