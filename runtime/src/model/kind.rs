//! The kinds of fields, and which operators each of them has.

use std::marker::PhantomData;

use super::sealed::Sealed;
use super::{Date, DateTime, Id, TimeOfDay};

/// The kind of a text field.
#[derive(Debug)]
pub struct Text(());
/// The kind of a number field that may have a fraction; its values are `f64`.
#[derive(Debug)]
pub struct Number(());
/// The kind of a whole-number field; its values are `i64`.
#[derive(Debug)]
pub struct Integer(());
/// The kind of a boolean field.
#[derive(Debug)]
pub struct Bool(());
/// The kind of a field that holds a list of values of kind `K`.
#[derive(Debug)]
pub struct List<K>(PhantomData<fn() -> K>);
/// The kind of a field that holds one key of the option set `E`.
#[derive(Debug)]
pub struct Choice<E>(PhantomData<fn() -> E>);

/// A kind whose values are equal or not.
///
/// `Operand` looks idle, but a bound on `K::Operand` is not judged when `K` has no operators at all: so one mistake
/// stays one error.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: it has no `eq`, `ne`, `one_of` or `is_null`",
    label = "not an operator of `{Self}`",
    note = "lists, objects, places and free JSON travel as JSON text, which WeDa does not look into: filter by other \
            fields, and by this one in Rust"
)]
pub trait Comparable: Sealed {
    /// The kind itself.
    type Operand;
}

/// A kind whose values have an order that filters know.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: it has no `gt`, `ge`, `lt`, `le` or `in_range`",
    label = "not an operator of `{Self}`",
    note = "texts, numbers and times have an order; choices, booleans, relations, files and regions have `eq`, `ne` and \
            `one_of`; lists, objects, places and free JSON have no operator"
)]
pub trait Ordered: Sealed {
    /// The kind itself.
    type Operand;
}

/// A kind that filters can look into.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: `contains`, `starts_with` and `ends_with` work on text",
    label = "not an operator of `{Self}`",
    note = "other kinds are compared as a whole, with `eq` and `one_of`, and with `gt` and `in_range` where they have an \
            order; lists, objects, places and free JSON have no operator"
)]
pub trait Textual: Sealed {}

/// A kind that records can be sorted by.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: records cannot be sorted by it",
    label = "not sortable",
    note = "lists, objects, places and free JSON travel as JSON text, which has no useful order: sort by another field, \
            or in Rust"
)]
pub trait Sortable: Sealed {}

// `do_not_recommend` on each impl: otherwise rustc lists them all below every mistake.
macro_rules! has {
    ($bound:ident $body:tt $([$($of:ident)?] $kind:ty,)*) => {$(
        #[diagnostic::do_not_recommend]
        impl $(<$of>)? $bound for $kind $body
    )*};
}

has! { Comparable { type Operand = Self; }
    [] Text, [] Number, [] Integer, [] Bool, [] DateTime, [] Date, [] TimeOfDay,
    [E] Choice<E>, [M] Id<M>,
}
has! { Ordered { type Operand = Self; } [] Text, [] Number, [] Integer, [] DateTime, [] Date, [] TimeOfDay, }
has! { Textual {} [] Text, }
has! { Sortable {}
    [] Text, [] Number, [] Integer, [] Bool, [] DateTime, [] Date, [] TimeOfDay,
    [E] Choice<E>, [M] Id<M>,
}
