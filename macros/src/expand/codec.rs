//! Decoding of records into a view, which also checks its types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use weda_codegen::emit::Scope;
use weda_codegen::plan::{ModelPlan, Shape};

use super::load;
use super::scope::{Targets, binding, helper, nameable};
use crate::mistake::{self, TypeMismatch};
use crate::view::ViewField;

/// Emits one trait per field with the error message for types that cannot hold the field. Its only function returns
/// what the codec needs.
///
/// Traits dominate the compile time of a view, so fields that are [spelled plainly](is_plain) have none, and a
/// `macro_rules!` creates the others, since rustc builds tokens faster than we pass them.
pub fn holds(
    model: &ModelPlan,
    view_fields: &[ViewField<'_>],
    scope: &Scope<'_>,
    targets: &Targets<'_>,
) -> TokenStream {
    let links = load::traits(model, view_fields, scope, targets);
    let own = view_fields.iter().filter(|view_field| view_field.declared.load.is_none());
    let traits = own.filter(|view_field| !is_plain(view_field, targets)).map(|view_field| {
        let (name, shape) = (trait_name(view_field, targets), &view_field.field.member.shape);
        let (kind, presence) = bounds(view_field, scope);
        let (rust, generated) = (targets.rust_type(&nameable(shape)), targets.rust_type(shape));
        let spelled = spelled(&view_field.declared.ty);
        let TypeMismatch { message, label, note } =
            mistake::type_mismatch(model, view_field.field, &rust, &generated, &spelled);
        quote!(holds! { #name #kind, #presence, #message, #label, #note })
    });
    quote! {
        #[allow(unused_macros)]
        macro_rules! holds {
            ($name:ident $kind:ty, $presence:ty, $message:tt, $label:tt, $note:tt) => {
                #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
                trait $name: ::core::marker::Sized {
                    fn place() -> w::Place<Self>;
                }
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl<T_: w::Decode<$kind, $presence>> $name for T_ {
                    fn place() -> w::Place<Self> {
                        w::place::<$kind, $presence, T_>()
                    }
                }
            };
        }
        #(#traits)*
        #links
    }
}

/// Returns true if the spelling names a fitting type, with names that users hardly reuse. The type is still checked;
/// only the message is generic if it is another type of that name.
fn is_plain(view_field: &ViewField<'_>, targets: &Targets<'_>) -> bool {
    let member = &view_field.field.member;
    let rust = targets.rust_type(&nameable(&member.shape));
    let spelled = view_field.declared.ty.to_token_stream().to_string().replace(' ', "");
    let fits = match spelled.strip_prefix("Option<").and_then(|inner| inner.strip_suffix('>')) {
        Some(inner) => inner == rust,
        None => member.present && spelled == rust,
    };
    let is_known = match innermost(&member.shape) {
        Shape::Id(target) => targets.is_own(target),
        Shape::Text | Shape::Choice(_) | Shape::Number | Shape::Integer | Shape::Bool => true,
        _ => false,
    };
    fits && is_known
}

fn innermost(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item) => innermost(item),
        shape => shape,
    }
}

/// Returns the kind of a field and its presence for decoding.
pub(super) fn bounds(view_field: &ViewField<'_>, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
    let member = &view_field.field.member;
    let presence = if member.present { quote!(w::Required) } else { quote!(w::Nullable) };
    (scope.kind(&member.shape), presence)
}

/// Emits one variable per field with what the codec needs. These calls are the type check: all of their tokens are on
/// the user's type and occur once, so that rustc reports a wrong type once. Types are inferred from the struct.
pub(super) fn places<'a>(
    view_fields: &'a [ViewField<'_>],
    scope: &'a Scope<'_>,
    targets: &'a Targets<'_>,
) -> impl Iterator<Item = TokenStream> + use<'a> {
    view_fields.iter().enumerate().map(|(index, view_field)| {
        let place = place(index);
        if view_field.declared.load.is_some() {
            return load::place(&place, view_field, targets);
        }
        let call = if is_plain(view_field, targets) {
            let (kind, presence) = bounds(view_field, scope);
            quote_spanned!(at_type(view_field)=> w::place::<#kind, #presence, _>())
        } else {
            let holds = trait_name(view_field, targets);
            quote_spanned!(at_type(view_field)=> #holds::place())
        };
        quote!(let #place = #call;)
    })
}

/// Returns the variable of the field at `index`.
pub(super) fn place(index: usize) -> Ident {
    binding(&format!("place_{index}"))
}

/// Emits the decoder.
pub fn row(
    model: &ModelPlan,
    row: &Ident,
    view_fields: &[ViewField<'_>],
    scope: &Scope<'_>,
    targets: &Targets<'_>,
) -> TokenStream {
    if view_fields.iter().any(|view_field| view_field.declared.load.is_some()) {
        return load::row(model, row, view_fields, scope, targets);
    }
    let places = places(view_fields, scope, targets);
    let vacant = view_fields.iter().enumerate().map(|(index, view_field)| {
        let (name, place) = (&view_field.declared.name, place(index));
        quote!(#name: (#place.vacant)())
    });
    let (record, reader) = (binding("record"), binding("reader"));
    let cells = cells(view_fields, &record);
    let identifier = &model.identifier;
    let keys = view_fields.iter().map(|view_field| &view_field.field.member.key);
    let required = view_fields
        .iter()
        .enumerate()
        .filter(|(_, view_field)| view_field.field.member.present)
        .map(|(index, _)| index);
    quote! {
        static TABLE: w::Table = w::Table { model: #identifier, names: &[#(#keys),*], required: &[#(#required),*] };
        #[automatically_derived]
        impl w::Row for #row {
            fn read(#reader: &mut w::Reader<'_>) -> ::core::result::Result<Self, w::Fault> {
                #(#places)*
                let mut #record = #row { #(#vacant),* };
                w::read_cells(&TABLE, &mut [#(#cells),*], #reader)?;
                ::core::result::Result::Ok(#record)
            }
        }
    }
}

/// Emits a decoder that is never called, for a struct with an error, so that queries cause no further errors. The types
/// of known fields are still checked.
pub fn unused_row(row: &Ident, view_fields: &[ViewField<'_>], scope: &Scope<'_>, targets: &Targets<'_>) -> TokenStream {
    let read = unused_read();
    let record = binding("record");
    let places = places(view_fields, scope, targets);
    let cells = view_fields.iter().enumerate().map(|(index, view_field)| {
        let (name, place) = (&view_field.declared.name, place(index));
        match view_field.declared.load {
            Some(_) => quote!(if let ::core::result::Result::Ok(loaded) = #place.done() { #record.#name = loaded; }),
            None => quote!((#place.cell)(&mut #record.#name);),
        }
    });
    quote! {
        impl w::Row for #row { #read }
        fn check(#record: &mut #row) {
            #(#places)*
            #(#cells)*
        }
    }
}

/// The function of such a decoder.
pub fn unused_read() -> TokenStream {
    quote! {
        fn read(_: &mut w::Reader<'_>) -> ::core::result::Result<Self, w::Fault> {
            ::core::unreachable!("never called, since the struct has an error")
        }
    }
}

fn cells<'a>(view_fields: &'a [ViewField<'_>], record: &'a Ident) -> impl Iterator<Item = TokenStream> + use<'a> {
    view_fields.iter().enumerate().map(move |(index, view_field)| {
        let (name, place) = (&view_field.declared.name, place(index));
        quote!((#place.cell)(&mut #record.#name))
    })
}

/// Returns the last segment of the user's spelling of a type: `Option`, `f64`.
pub(super) fn spelled(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn trait_name(view_field: &ViewField<'_>, targets: &Targets<'_>) -> Ident {
    let mut name = helper(&format!("Holds_{}", view_field.field.member.name), targets.row());
    name.set_span(at_type(view_field));
    name
}

/// Returns the span of the user's type, resolved at the call site, also if a macro generated the struct.
pub(super) fn at_type(view_field: &ViewField<'_>) -> Span {
    view_field.declared.ty.span().resolved_at(Span::call_site())
}
