//! Which model a type belongs to, and what may be done with its records.

/// The identity of a model: a hash of its identifier, so that expansions that never saw each other agree.
///
/// Written by generated code only.
#[derive(Debug)]
pub struct Tag<const HASH: u128>(());

/// FNV-1a (128 bits) of a model's identifier, as the generator works it out.
#[cfg(test)]
#[must_use]
pub(crate) const fn tag_of(identifier: &str) -> u128 {
    weda_definition::hash::fnv_128(identifier.as_bytes())
}

/// A type that stands for a data model: a generated row, a view, or the mere name of a relation's target.
///
/// Implemented by `weda generate` and [`#[weda_model]`](crate::weda_model); not by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not belong to a model",
    label = "expected a view of a model, or a row type that `weda generate` wrote",
    note = "`#[weda_model(\"..\")]` on a struct names the model that it belongs to"
)]
pub trait Model: Sized + 'static {
    /// Equal for two types exactly when they belong to the same model.
    type Tag;
    /// The identifier (标识) of the model, as it travels in addresses.
    const IDENTIFIER: &'static str;
}

/// Two types that belong to one model: a view and the generated row, or a type and itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{A}` are not the same model",
    label = "this belongs to `{Self}`, but the call is about `{A}`",
    note = "fields, filters, ids and patches mix only between rows of one model: use those of `{A}`"
)]
pub trait SameModel<A>: Model {}

// Without the attribute rustc would explain the two 38-digit tags instead.
#[diagnostic::do_not_recommend]
impl<A: Model, B: Model<Tag = A::Tag>> SameModel<A> for B {}

/// A model whose records can be changed and deleted; every model but the platform's own.
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be changed or deleted",
    label = "`{Self}` is not `Updatable`",
    note = "system models, such as users and departments, are read-only: the platform's own interfaces manage them"
)]
pub trait Updatable {}

/// The model that required relation number `N` of a view points to; for generated code, where the view's create shape has
/// to name a type that stands inside an anonymous constant.
pub trait Target<const N: usize> {
    /// That model.
    type Model: Model;
}

#[cfg(test)]
mod tests {
    use super::tag_of;

    #[test]
    fn the_hash_is_fnv_1a_as_published() {
        assert_eq!(tag_of(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(tag_of("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
