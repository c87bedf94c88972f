//! Whether a field may be empty, and whether callers may set it.

use super::sealed::Sealed;

/// The presence of a field that new records must have.
#[derive(Debug)]
pub struct Required(());
/// The presence of a field that may be empty.
#[derive(Debug)]
pub struct Nullable(());
/// The presence of a field that WeDa fills in itself.
#[derive(Debug)]
pub struct ReadOnly(());

/// The presence of fields that callers may set.
#[diagnostic::on_unimplemented(
    message = "this field is read-only: WeDa fills it in itself",
    label = "not writable",
    note = "system fields, automatic numbers and reverse relations have no writer: leave the field out"
)]
pub trait Writable: Sealed {}
#[diagnostic::do_not_recommend]
impl Writable for Required {}
#[diagnostic::do_not_recommend]
impl Writable for Nullable {}

/// The presence of fields that may be empty.
///
/// Read-only fields too: of two mistakes in one, [`Writable`] alone speaks.
#[diagnostic::on_unimplemented(
    message = "this field is required: it cannot be empty",
    label = "never empty",
    note = "the definition lists the field as required: set it to a value"
)]
pub trait Clearable: Sealed {}
#[diagnostic::do_not_recommend]
impl Clearable for Nullable {}
#[diagnostic::do_not_recommend]
impl Clearable for ReadOnly {}
