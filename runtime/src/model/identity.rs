//! The model that a type belongs to, and the operations on its records.

/// The identity of a model: a hash of its identifier, so that separate expansions agree.
///
/// Written by generated code only.
#[derive(Debug)]
pub struct Tag<const HASH: u128>(());

/// Returns the FNV-1a hash (128 bits) of a model's identifier, as the generator computes it.
#[cfg(test)]
#[must_use]
pub(crate) const fn tag_of(identifier: &str) -> u128 {
    weda_definition::hash::fnv_128(identifier.as_bytes())
}

/// A type of a data model: a generated row type, a view, or the marker type of a relation's target.
///
/// Implemented by `weda generate` and `#[weda_model]`; not by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not belong to a model",
    label = "expected a view, or a row type from `weda generate`",
    note = "`#[weda_model(\"..\")]` on a struct names its model"
)]
pub trait Model: Sized + 'static {
    /// Equal for two types if and only if they belong to the same model.
    type Tag;
    /// The model's identifier (标识), as used in URLs.
    const IDENTIFIER: &'static str;
}

/// Two types of the same model, such as a view and the generated row type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{A}` are types of different models",
    label = "this belongs to `{Self}`, but the call is about `{A}`",
    note = "fields, filters, ids and patches can be shared only by types of one model: use those of `{A}`"
)]
pub trait SameModel<A>: Model {}

// Without the attribute rustc would show the two 38-digit tags.
#[diagnostic::do_not_recommend]
impl<A: Model, B: Model<Tag = A::Tag>> SameModel<A> for B {}

/// A model whose records can be updated and deleted: every model but the platform's own.
#[diagnostic::on_unimplemented(
    message = "records of `{Self}` cannot be updated or deleted",
    label = "`{Self}` is not `Updatable`",
    note = "system models, such as users and departments, are read-only: use the platform's own interfaces for them"
)]
pub trait Updatable {}

/// The target of a view's required relation number `N`. For generated code, whose create shape must name a type inside
/// an anonymous constant.
pub trait Target<const N: usize> {
    /// The target model.
    type Model: Model;
}

#[cfg(test)]
mod tests {
    use super::tag_of;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(tag_of(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(tag_of("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
