//! Fields that hold related records: what `#[weda(load = "..")]` stands for.

use std::fmt;
use std::marker::PhantomData;

use super::{ReadRow, names};
use crate::Id;
use crate::codec::{self, DecodeError, FieldSlot, Reader, Writer};
use crate::model::{List, Model, Required, SameModel};
use crate::protocol::operation::{Related, Selection};

/// A type that holds the records of a relation of kind `K` with presence `A`: `Option<View>`, `View` if the relation is
/// required, `Vec<View>` for lists.
pub trait Loaded<K, A>: Sized + 'static {
    /// Decodes the record or records of the relation `field`, whose value begins with `first`.
    ///
    /// # Errors
    /// Returns an error if the value does not fit the view.
    #[doc(hidden)]
    fn read(target: &mut Target<Self>, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Returns the value of a relation without a record, if there is one.
    #[doc(hidden)]
    fn nothing() -> Option<Self>;
}

/// The decoded value of a relation.
#[derive(Debug)]
pub struct Target<T> {
    field: &'static str,
    value: Option<T>,
    id: String,
}

#[diagnostic::do_not_recommend]
impl<R: ReadRow + SameModel<M> + 'static, M: Model, A> Loaded<Id<M>, A> for Option<R> {
    fn read(target: &mut Target<Self>, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        target.value = Some(one(target.field, &mut target.id, first, reader)?);
        Ok(())
    }
    fn nothing() -> Option<Self> {
        Some(None)
    }
}

/// A required relation, whose record must exist.
#[diagnostic::do_not_recommend]
impl<R: ReadRow + SameModel<M> + 'static, M: Model> Loaded<Id<M>, Required> for R {
    fn read(target: &mut Target<Self>, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        target.value = one(target.field, &mut target.id, first, reader)?;
        Ok(())
    }
    fn nothing() -> Option<Self> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<R: ReadRow + SameModel<M> + 'static, M: Model, A> Loaded<List<Id<M>>, A> for Vec<R> {
    fn read(target: &mut Target<Self>, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (field, rows) = (target.field, target.value.insert(Vec::new()));
        reader.list(first, false, &mut |reader| {
            match reader.next()? {
                b'n' => reader.literal("ull")?,
                first => rows.extend(one::<R>(field, &mut String::new(), first, reader)?),
            }
            Ok(())
        })
    }
    fn nothing() -> Option<Self> {
        Some(Vec::new())
    }
}

/// Decodes the record of a relation: in place, or from those that were read beside; `None` if there is none.
fn one<R: ReadRow>(field: &str, id: &mut String, first: u8, reader: &mut Reader<'_>) -> Result<Option<R>, DecodeError> {
    if let Some(found) = reader.state.found.clone()
        && let Some(records) = found.0.get(field)
    {
        *id = codec::related(first, reader)?;
        reader.take_absent();
        let Some(text) = records.get(id) else { return Ok(None) };
        return reader.aside(text, &mut |inner| R::read(inner)).map(Some).map_err(DecodeError::of_target);
    }
    if first == b'"' && codec::related(first, reader)?.is_empty() {
        reader.take_absent();
        return Ok(None);
    }
    if first != b'{' {
        return Err(DecodeError::expected("the related record", "its id alone"));
    }
    reader.put_back();
    let (row, text) = reader.in_place(&mut |reader| R::read(reader))?;
    *id = text.map(unquoted).unwrap_or_default();
    Ok(Some(row))
}

/// Returns the text in a JSON string, empty for anything else. Ids hardly have escapes, which take a parser.
fn unquoted(json: &str) -> String {
    match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => plain.to_owned(),
        _ => serde_json::from_str(json).unwrap_or_default(),
    }
}

/// The slot of a field that holds related records, while its row is decoded; for generated code.
pub struct Linked<T> {
    target: Target<T>,
    read: fn(&mut Target<T>, u8, &mut Reader<'_>) -> Result<(), DecodeError>,
    nothing: fn() -> Option<T>,
}

impl<T> Linked<T> {
    /// Creates the slot of a relation.
    #[must_use]
    pub fn new<K, A>(field: &'static str) -> Self
    where
        T: Loaded<K, A>,
    {
        let target = Target { field, value: T::nothing(), id: String::new() };
        Self { target, read: T::read, nothing: T::nothing }
    }

    /// Decodes the id into a field that holds it beside the record.
    ///
    /// # Errors
    /// Returns an error if there is no id and the field requires one.
    pub fn id_into(&self, slot: &mut dyn FieldSlot) -> Result<(), DecodeError> {
        let text = match self.target.id.as_str() {
            "" => "null".to_owned(),
            id => serde_json::Value::from(id).to_string(),
        };
        Reader::new(&text).fill(slot).map_err(|error| error.inside(self.target.field))
    }

    /// Returns the value of the field.
    ///
    /// # Errors
    /// Returns an error if there is no record and the field requires one.
    pub fn done(self) -> Result<T, DecodeError> {
        self.target.value.ok_or_else(|| DecodeError::no_target(self.target.field))
    }
}

impl<T> fmt::Debug for Linked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Linked").field(&self.target.field).finish()
    }
}

impl<T: 'static> FieldSlot for Linked<T> {
    fn vacant() -> Self {
        unreachable!("created by `new`")
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        (self.read)(&mut self.target, first, reader)
    }
    fn empty(&mut self) -> Result<(), DecodeError> {
        self.target.value = (self.nothing)();
        self.target.id.clear();
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        out.null();
    }
    fn is_absent(&self) -> bool {
        true
    }
    fn assign(&mut self, _: &dyn FieldSlot) {}
}

/// The facts about the type of a field with `load`, whatever the type is; for generated code.
///
/// `<Probe<T>>::RELATED` is the inherent constant if `T` is a view within, else that of [`Unfit`]. A bound would be a
/// second judge of the type, and so a second error.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<R: ReadRow> Probe<Option<R>> {
    /// The facts.
    pub const RELATED: Related = Related {
        field: "",
        model: R::IDENTIFIER,
        select: || Selection { fields: R::loads(), relations: R::references(), related: &[] },
        references: names::references::<R>,
        many: false,
        by_object: false,
        deep: R::LOADS,
    };
}

impl<R: ReadRow> Probe<R> {
    /// The facts.
    pub const RELATED: Related = Probe::<Option<R>>::RELATED;
}

impl<R: ReadRow> Probe<Vec<R>> {
    /// The facts.
    pub const RELATED: Related = Related { many: true, ..Probe::<Option<R>>::RELATED };
}

/// The facts about types that cannot hold related records, whose error is reported by [`Loaded`]; for generated code.
pub trait Unfit {
    /// No facts.
    const RELATED: Related = Related {
        field: "",
        model: "",
        select: Selection::ids,
        references: Vec::new,
        many: false,
        by_object: false,
        deep: false,
    };
}

impl<T> Unfit for Probe<T> {}

impl Related {
    /// Returns the facts with those of the relation; for generated code.
    ///
    /// # Panics
    /// Panics, during compilation, if the view loads relations itself.
    #[must_use]
    #[track_caller]
    pub const fn of(self, field: &'static str, by_object: bool, two_levels: &str) -> Self {
        if self.deep {
            panic!("{}", two_levels)
        }
        Self { field, by_object, ..self }
    }
}
