//! The presence of fields: required, nullable or read-only.

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
