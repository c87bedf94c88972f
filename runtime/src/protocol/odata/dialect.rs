//! Undocumented features of the OData interface.

mod undocumented;

pub(crate) use undocumented::Undocumented;

/// Features of the service that the vendor does not document. All are off by default.
///
/// Enable one after measuring it in a real environment: send one request that uses it, and check the response. Until then a
/// call that needs it fails with [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled), and nothing is sent.
///
/// ```
/// use weda::{Client, Dialect};
///
/// let dialect = Dialect::documented().starts_with(true).several_sort_fields(true);
/// let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").dialect(dialect).build()?;
/// # Ok::<(), weda::Error>(())
/// ```
///
/// The vendor's "Data source management API" names `eq`, `ne`, `gt`, `lt`, `contains`, `and` and `or` for `$filter`, shows
/// one field in `$orderby`, and has no `$select`. It does not say how an object relation
/// (`many-one`, `one-one`) is written: see [`RelationForm`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialect {
    pub(crate) starts_with: bool,
    pub(crate) ends_with: bool,
    pub(crate) contains_ignore_case: bool,
    pub(crate) null_filters: bool,
    pub(crate) not: bool,
    pub(crate) native_ge_le: bool,
    pub(crate) relation_filters: bool,
    pub(crate) several_sort_fields: bool,
    pub(crate) select: bool,
    pub(crate) comma_ids: bool,
    pub(crate) atomic_batches: bool,
    pub(crate) put: bool,
    pub(crate) relation_form: RelationForm,
}

impl Dialect {
    /// Only what the vendor documents. This is the default.
    #[must_use]
    pub fn documented() -> Self {
        Self::default()
    }

    /// Allows [`Field::starts_with`](crate::Field::starts_with), sent as `startswith(field,'text')`.
    #[must_use]
    pub fn starts_with(self, starts_with: bool) -> Self {
        Self { starts_with, ..self }
    }

    /// Allows [`Field::ends_with`](crate::Field::ends_with), sent as `endswith(field,'text')`.
    #[must_use]
    pub fn ends_with(self, ends_with: bool) -> Self {
        Self { ends_with, ..self }
    }

    /// Allows [`Field::contains_ignore_case`](crate::Field::contains_ignore_case) on the data-model gateway, sent as
    /// `$search_ci`.
    #[must_use]
    pub fn contains_ignore_case(self, contains_ignore_case: bool) -> Self {
        Self { contains_ignore_case, ..self }
    }

    /// Allows [`Field::is_null`](crate::Field::is_null) and `is_not_null`, sent as `field eq null` and `field ne null`.
    ///
    /// On an object relation they need [`relation_filters`](Self::relation_filters) too.
    #[must_use]
    pub fn null_filters(self, null_filters: bool) -> Self {
        Self { null_filters, ..self }
    }

    /// Allows `!` before an operator without an opposite, such as `contains`, sent as `not contains(field,'text')`.
    ///
    /// The service decides whether such a filter matches records without a value. The emulator matches them, as document
    /// databases do, unless its profile's `lists.nulls` is `unknown`.
    #[must_use]
    pub fn not(self, not: bool) -> Self {
        Self { not, ..self }
    }

    /// Sends `ge` and `le` instead of `(field gt 60 or field eq 60)`. Filters become shorter and mean the same.
    #[must_use]
    pub fn native_ge_le(self, native_ge_le: bool) -> Self {
        Self { native_ge_le, ..self }
    }

    /// Allows filters on object relations (`many-one`, `one-one`) and sorting by them.
    ///
    /// A filter compares the id, or null with [`null_filters`](Self::null_filters).
    #[must_use]
    pub fn relation_filters(self, relation_filters: bool) -> Self {
        Self { relation_filters, ..self }
    }

    /// Allows more than one sort field.
    #[must_use]
    pub fn several_sort_fields(self, several_sort_fields: bool) -> Self {
        Self { several_sort_fields, ..self }
    }

    /// Sends `$select` with the fields of a view, so that queries of views transfer less.
    ///
    /// Generated rows hold every field and send no `$select`; neither do reads by id. A service that ignores `$select`
    /// returns the same records.
    #[must_use]
    pub fn select(self, select: bool) -> Self {
        Self { select, ..self }
    }

    /// Sends the ids of several records in one call of a bulk update or delete, as `('a,b')`.
    ///
    /// The service returns a count. If it is not the number of ids, the outcomes of these records are unknown, and none is
    /// sent again. By default there is one call for each record.
    #[must_use]
    pub fn comma_ids(self, comma_ids: bool) -> Self {
        Self { comma_ids, ..self }
    }

    /// Assumes that a rejected batch of new records stored none of them, so that the valid records are sent again without
    /// the others.
    ///
    /// By default the outcomes of all rows of such a batch are unknown, unless [`unique_by`](crate::Bulk::unique_by) names a
    /// field to look them up by.
    #[must_use]
    pub fn atomic_batches(self, atomic_batches: bool) -> Self {
        Self { atomic_batches, ..self }
    }

    /// Sends updates by PUT instead of PATCH: one document lists PUT, the pages of the calls name PATCH.
    #[must_use]
    pub fn put(self, put: bool) -> Self {
        Self { put, ..self }
    }

    /// Sets the form in which object relations are written.
    #[must_use]
    pub fn relation_form(self, relation_form: RelationForm) -> Self {
        Self { relation_form, ..self }
    }
}

/// Form of a written object relation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationForm {
    /// JSON text of an object with `_id`, by the documented rule that objects are sent as text.
    #[default]
    JsonText,
    /// The object itself.
    Object,
    /// The id alone.
    Id,
}
