//! The presence of fields: required, nullable or read-only, and whether their values are unique.

use std::marker::PhantomData;

use super::sealed::Sealed;

/// The presence of a field that new records must set.
#[derive(Debug)]
pub struct Required(());
/// The presence of a field that may be empty.
#[derive(Debug)]
pub struct Nullable(());
/// The presence of a field that the platform sets.
#[derive(Debug)]
pub struct ReadOnly(());
/// The presence `A` of a field whose values are unique by the definition (`x-unique`): no two records have the same one.
#[derive(Debug)]
pub struct Unique<A>(PhantomData<fn() -> A>);

/// A presence of fields that can be set.
#[diagnostic::on_unimplemented(
    message = "this field is read-only: the platform sets it",
    label = "not writable",
    note = "system fields, automatic numbers and reverse relations cannot be set: leave the field out"
)]
pub trait Writable: Sealed {}
#[diagnostic::do_not_recommend]
impl Writable for Required {}
#[diagnostic::do_not_recommend]
impl Writable for Nullable {}
#[diagnostic::do_not_recommend]
impl<A: Writable> Writable for Unique<A> {}

/// A presence of fields that can be cleared.
///
/// Includes read-only fields, so that clearing one reports [`Writable`] alone.
#[diagnostic::on_unimplemented(
    message = "this field is required: it cannot be empty",
    label = "cannot be cleared",
    note = "the definition lists the field as required: set it to a value"
)]
pub trait Clearable: Sealed {}
#[diagnostic::do_not_recommend]
impl Clearable for Nullable {}
#[diagnostic::do_not_recommend]
impl Clearable for ReadOnly {}
#[diagnostic::do_not_recommend]
impl<A: Clearable> Clearable for Unique<A> {}

/// A presence of fields whose values are unique, by which a record can be found or else created.
#[diagnostic::on_unimplemented(
    message = "this field is not unique: two records may have the same value in it",
    label = "not unique",
    note = "the definition marks unique fields by `\"x-unique\": true`; after a change of it, run `weda generate`"
)]
pub trait Distinct: Sealed {}
#[diagnostic::do_not_recommend]
impl<A: Sealed> Distinct for Unique<A> {}
