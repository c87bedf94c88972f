//! The kinds of fields and their operators.

use std::marker::PhantomData;

use super::sealed::Sealed;
use super::{Date, DateTime, Id, TimeOfDay};

/// The kind of a text field.
#[derive(Debug)]
pub struct Text(());
/// The kind of a number field; its values are `f64`.
#[derive(Debug)]
pub struct Number(());
/// The kind of an integer field; its values are `i64`.
#[derive(Debug)]
pub struct Integer(());
/// The kind of a boolean field.
#[derive(Debug)]
pub struct Bool(());
/// The kind of a field that holds a list of kind `K`.
#[derive(Debug)]
pub struct List<K>(PhantomData<fn() -> K>);
/// The kind of a field that holds an option of the set `E`.
#[derive(Debug)]
pub struct Choice<E>(PhantomData<fn() -> E>);

/// A kind whose values can be compared for equality.
///
/// `Operand` looks redundant, but a bound on `K::Operand` is not checked if `K` has no operators, so that one mistake
/// stays one error.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`, which has no `eq`, `ne`, `one_of` or `is_null`",
    label = "not an operator of `{Self}`",
    note = "WeDa stores lists, objects, locations and free JSON as JSON text and cannot filter by them: filter by other \
            fields, or in Rust"
)]
pub trait Comparable: Sealed {
    /// The kind itself.
    type Operand;
}

/// A kind whose values filters can order.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`, which has no `gt`, `ge`, `lt`, `le` or `in_range`",
    label = "not an operator of `{Self}`",
    note = "text, numbers and times have an order; choices, booleans, relations, files and regions have `eq`, `ne` and \
            `one_of`; lists, objects, locations and free JSON have no operators"
)]
pub trait Ordered: Sealed {
    /// The kind itself.
    type Operand;
}

/// A kind that filters can search.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: `contains`, `starts_with` and `ends_with` need text",
    label = "not an operator of `{Self}`",
    note = "other kinds are compared as a whole, with `eq` and `one_of`, and with `gt` and `in_range` if they have an \
            order; lists, objects, locations and free JSON have no operators"
)]
pub trait Textual: Sealed {}

/// A kind that records can be sorted by.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: records cannot be sorted by it",
    label = "not sortable",
    note = "lists, objects, locations and free JSON are stored as JSON text, which has no useful order: sort by another field, \
            or in Rust"
)]
pub trait Sortable: Sealed {}

/// A kind whose values lead to records of another model: relations, and lists of them.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: it leads to no other records",
    label = "not a relation",
    note = "`load` and `matches` need a relation: its kind is `Id<Target>`, or a list of them"
)]
pub trait Relation: Sealed {
    /// The row type of the other records.
    type Target;

    /// True if the relation may lead to several records.
    #[doc(hidden)]
    const IS_LIST: bool;
}

#[diagnostic::do_not_recommend]
impl<M> Relation for Id<M> {
    type Target = M;
    const IS_LIST: bool = false;
}

#[diagnostic::do_not_recommend]
impl<M> Relation for List<Id<M>> {
    type Target = M;
    const IS_LIST: bool = true;
}

/// A kind whose values can be incremented.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`: only numbers can be incremented",
    label = "not a number",
    note = "`change` compares and sets fields of other kinds"
)]
pub trait Countable: Sealed {
    /// The Rust type of the values.
    type Value;
    /// The kind itself.
    type Operand;
    /// True if the values are whole numbers.
    #[doc(hidden)]
    const IS_WHOLE: bool;
    /// Converts a sum.
    #[doc(hidden)]
    fn value(sum: Sum) -> Self::Value;
}

/// A sum of numbers.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sum {
    Whole(i64),
    Fraction(f64),
}

#[diagnostic::do_not_recommend]
impl Countable for Integer {
    type Value = i64;
    type Operand = Self;
    const IS_WHOLE: bool = true;

    fn value(sum: Sum) -> i64 {
        match sum {
            Sum::Whole(number) => number,
            Sum::Fraction(number) => number as i64,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Countable for Number {
    type Value = f64;
    type Operand = Self;
    const IS_WHOLE: bool = false;

    fn value(sum: Sum) -> f64 {
        match sum {
            Sum::Whole(number) => number as f64,
            Sum::Fraction(number) => number,
        }
    }
}

// Without `do_not_recommend` rustc would list all of these for every mistake.
macro_rules! implement {
    ($bound:ident $body:tt $([$($of:ident)?] $kind:ty,)*) => {$(
        #[diagnostic::do_not_recommend]
        impl $(<$of>)? $bound for $kind $body
    )*};
}

implement! { Comparable { type Operand = Self; }
    [] Text, [] Number, [] Integer, [] Bool, [] DateTime, [] Date, [] TimeOfDay,
    [E] Choice<E>, [M] Id<M>,
}
implement! { Ordered { type Operand = Self; } [] Text, [] Number, [] Integer, [] DateTime, [] Date, [] TimeOfDay, }
implement! { Textual {} [] Text, }
implement! { Sortable {}
    [] Text, [] Number, [] Integer, [] Bool, [] DateTime, [] Date, [] TimeOfDay,
    [E] Choice<E>, [M] Id<M>,
}
