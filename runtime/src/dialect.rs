//! What a client may say beyond the documented grammar.

/// Switches for what the vendor's documents leave open; all off by default.
///
/// Turn one on after measuring it on a real environment.
///
/// ```
/// use weda::{Client, Dialect};
///
/// let mut dialect = Dialect::default();
/// dialect.several_sort_fields = true;
/// let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").dialect(dialect).build()?;
/// # Ok::<(), weda::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// Filters on relations of the newer kind (`many-one`, `one-one`), as a comparison with the id, and sorting by them.
    pub relation_filters: bool,
    /// More than one sort field.
    pub several_sort_fields: bool,
    /// How relations of the newer kind are written.
    pub relation_form: RelationForm,
}

/// The form of a written relation of the newer kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationForm {
    /// The JSON text of an object with `_id`, by the documented rule that objects travel as text.
    #[default]
    JsonText,
    /// The object itself.
    Object,
    /// The id alone.
    Id,
}
