//! Models whose records can be created, with or without required fields.

use super::{Create, create};

/// A model whose records can be created: every model but the platform's own. The trait is in the
/// [prelude](crate::prelude).
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be created",
    label = "`{Self}` is not `Creatable`",
    note = "system models, such as users and departments, are read-only: use the platform's own interfaces for them"
)]
pub trait Creatable {
    /// Creates a new record of a model without required fields.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("shelf")]
    /// # struct Shelf { id: Id<Shelf>, name: Option<String> }
    /// let new = Shelf::new().set(Shelf::NAME, "三楼东");
    /// # let _ = new;
    /// ```
    // Not in `Row`, since rustc would then report any type without a `new` as not being a row type.
    fn new() -> Create<Self>
    where
        Self: NoRequiredFields + Sized,
    {
        create([])
    }
}

/// A model without required fields.
#[diagnostic::on_unimplemented(
    message = "a new record of `{Self}` requires values",
    label = "`{Self}` is not `NoRequiredFields`",
    note = "the struct `New..` of a row type has the required fields: `NewStudent {{ .. }}` for `Student`"
)]
pub trait NoRequiredFields {}
