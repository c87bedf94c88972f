//! How a view reads a record, which is at the same time the check of its types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use weda_codegen::emit::Scope;
use weda_codegen::plan::{ModelPlan, Shape};

use super::scope::{Targets, binding, helper, nameable};
use crate::mistake::{self, Unfit};
use crate::view::Held;

/// One trait per field says whether a type holds it, with words of its own for the type that does not. Each has one
/// function, which hands out all that the codec needs.
///
/// Traits are what a view costs most to compile: so there are none for fields that are [spelled plainly](is_plain), and a
/// macro of rustc's makes the others, for which tokens are cheaper to make than to take from us.
pub fn holds(model: &ModelPlan, held: &[Held<'_>], scope: &Scope<'_>, targets: &Targets<'_>) -> TokenStream {
    let traits = held.iter().filter(|held| !is_plain(held, targets)).map(|held| {
        let (name, shape) = (trait_name(held, targets), &held.field.member.shape);
        let (kind, presence) = bounds(held, scope);
        let (rust, generated) = (targets.rust_type(&nameable(shape)), targets.rust_type(shape));
        let spelled = spelled(&held.declared.ty);
        let Unfit { message, label, note } = mistake::unfit(model, held.field, &rust, &generated, &spelled);
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
    }
}

/// Whether the type is spelled as what fits, in names that hardly anybody gives to types of their own. The verdict is that
/// of the types here too; only if it is another type nevertheless, the words for it are not those of the field.
fn is_plain(held: &Held<'_>, targets: &Targets<'_>) -> bool {
    let member = &held.field.member;
    let rust = targets.rust_type(&nameable(&member.shape));
    let spelled = held.declared.ty.to_token_stream().to_string().replace(' ', "");
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

/// The kind of a field, and its presence for readers.
fn bounds(held: &Held<'_>, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
    let member = &held.field.member;
    let presence = if member.present { quote!(w::Required) } else { quote!(w::Nullable) };
    (scope.kind(&member.shape), presence)
}

/// What the codec needs of each field, in a variable each. The calls are the check: every token of them stands on the
/// user's type, and they are the only ones, so that rustc reports a type that does not fit once. The types come from the
/// struct.
fn places<'a>(
    held: &'a [Held<'_>],
    scope: &'a Scope<'_>,
    targets: &'a Targets<'_>,
) -> impl Iterator<Item = TokenStream> + use<'a> {
    held.iter().enumerate().map(|(index, held)| {
        let place = place(index);
        let call = if is_plain(held, targets) {
            let (kind, presence) = bounds(held, scope);
            quote_spanned!(at_type(held)=> w::place::<#kind, #presence, _>())
        } else {
            let holds = trait_name(held, targets);
            quote_spanned!(at_type(held)=> #holds::place())
        };
        quote!(let #place = #call;)
    })
}

/// The variable of the field with this number in the struct.
fn place(index: usize) -> Ident {
    binding(&format!("place_{index}"))
}

/// The reader of records.
pub fn row(model: &ModelPlan, row: &Ident, held: &[Held<'_>], scope: &Scope<'_>, targets: &Targets<'_>) -> TokenStream {
    let places = places(held, scope, targets);
    let vacant = held.iter().enumerate().map(|(index, held)| {
        let (name, place) = (&held.declared.name, place(index));
        quote!(#name: (#place.vacant)())
    });
    let (record, reader) = (binding("record"), binding("reader"));
    let cells = cells(held, &record);
    let identifier = &model.identifier;
    let keys = held.iter().map(|held| &held.field.member.key);
    let required = held.iter().enumerate().filter(|(_, held)| held.field.member.present).map(|(index, _)| index);
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

/// The reader of a struct that has a mistake in it, so that queries of it are no further mistakes. The types of the fields
/// that are known are checked nevertheless.
pub fn unread(row: &Ident, held: &[Held<'_>], scope: &Scope<'_>, targets: &Targets<'_>) -> TokenStream {
    let read = unread_body();
    let record = binding("record");
    let (places, cells) = (places(held, scope, targets), cells(held, &record));
    quote! {
        impl w::Row for #row { #read }
        fn check(#record: &mut #row) {
            #(#places)*
            #(#cells;)*
        }
    }
}

/// The one function of that reader.
pub fn unread_body() -> TokenStream {
    quote! {
        fn read(_: &mut w::Reader<'_>) -> ::core::result::Result<Self, w::Fault> {
            ::core::unreachable!("the struct has a mistake in it, so it is never compiled")
        }
    }
}

fn cells<'a>(held: &'a [Held<'_>], record: &'a Ident) -> impl Iterator<Item = TokenStream> + use<'a> {
    held.iter().enumerate().map(move |(index, held)| {
        let (name, place) = (&held.declared.name, place(index));
        quote!((#place.cell)(&mut #record.#name))
    })
}

/// The last name in the user's spelling of a type: `Option`, `f64`.
fn spelled(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.unraw().to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn trait_name(held: &Held<'_>, targets: &Targets<'_>) -> Ident {
    let mut name = helper(&format!("Holds_{}", held.field.member.name), targets.row());
    name.set_span(at_type(held));
    name
}

/// The place of the user's type. The names in our code mean what they mean in our code, also where the struct itself
/// comes out of a macro.
fn at_type(held: &Held<'_>) -> Span {
    held.declared.ty.span().resolved_at(Span::call_site())
}
