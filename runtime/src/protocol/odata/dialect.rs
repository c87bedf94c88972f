//! What a client may say beyond the documented grammar.

mod undocumented;

pub(crate) use undocumented::Undocumented;

/// Switches for what the vendor's documents leave open; all off by default.
///
/// Turn one on after measuring it on a real environment: send one request that uses it, and look at the answer. Until
/// then what needs it ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled), and nothing is sent.
///
/// ```
/// use weda::{Client, Dialect};
///
/// let mut dialect = Dialect::default();
/// dialect.starts_with = true;
/// dialect.several_sort_fields = true;
/// let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").dialect(dialect).build()?;
/// # Ok::<(), weda::Error>(())
/// ```
///
/// The vendor's "Data source management API" names `eq`, `ne`, `gt`, `lt`, `contains`, `and` and `or` for `$filter`, shows
/// one field in `$orderby`, and has no `$select`. How a relation of the newer kind travels it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// [`Field::starts_with`](crate::Field::starts_with), sent as `startswith(field,'text')`.
    pub starts_with: bool,
    /// [`Field::ends_with`](crate::Field::ends_with), sent as `endswith(field,'text')`.
    pub ends_with: bool,
    /// [`Field::is_null`](crate::Field::is_null) and `is_not_null`, sent as `field eq null` and `field ne null`; on a
    /// relation of the newer kind with [`relation_filters`](Self::relation_filters) only.
    pub null_filters: bool,
    /// `!` before what has no opposite, such as `contains`, sent as `not contains(field,'text')`.
    ///
    /// Whether such a filter finds records without a value is for the service to say. The emulator finds them, as document
    /// databases do, unless its profile's `lists.nulls` is `unknown`.
    pub not: bool,
    /// `ge` and `le` as they are, and not as `(field gt 60 or field eq 60)`.
    ///
    /// It changes no meaning, and makes filters shorter.
    pub native_ge_le: bool,
    /// Filters on relations of the newer kind (`many-one`, `one-one`), as a comparison with the id or, with
    /// [`null_filters`](Self::null_filters), with null, and sorting by them.
    pub relation_filters: bool,
    /// More than one sort field.
    pub several_sort_fields: bool,
    /// Views ask for the fields that they load and no others, with `$select`.
    ///
    /// Queries of a view then transfer less. Generated rows load every field and ask for all as before, and so does a
    /// record that is read by its id. Where the service ignores `$select`, nothing changes but the address.
    pub select: bool,
    /// Bulk updates and deletes send the ids of several records in one call, as `('a,b')`.
    ///
    /// The service counts the records, and where the count is not that of the ids, their outcomes are unknown and nothing
    /// is sent again. Otherwise there is one call for each record.
    pub comma_ids: bool,
    /// A batch of new records that is refused has stored none of them, so the good ones are sent again without the others.
    ///
    /// Otherwise nobody knows whether it has stored some, and the outcomes of all its rows are unknown, unless
    /// [`unique_by`](crate::Bulk::unique_by) tells how to look for them.
    pub atomic_batches: bool,
    /// Updates are sent by PUT and not by PATCH: one document lists that method, the pages of the calls name PATCH.
    pub put: bool,
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
