//! How a view reads a record, which is at the same time the check of its types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;
use weda_codegen::emit::Scope;
use weda_codegen::plan::{ModelPlan, Shape};

use super::scope::nameable;
use crate::mistake::{self, Unfit};
use crate::view::Held;

/// One trait per field says whether a type holds it, with words of its own for the type that does not.
///
/// The traits are made by a macro of rustc's, for which most of the tokens are cheaper to make than to take from us.
pub fn holds(model: &ModelPlan, held: &[Held<'_>], scope: &Scope<'_>) -> TokenStream {
    let traits = held.iter().map(|held| {
        let (name, member) = (trait_name(held), &held.field.member);
        let (shape, spelled) = (&member.shape, spelled(&held.declared.ty));
        let kind = scope.kind(shape);
        let presence = if member.present { quote!(w::Required) } else { quote!(w::Nullable) };
        let Unfit { message, label, note } =
            mistake::unfit(model, held.field, &rust_type(&nameable(shape), scope), &rust_type(shape, scope), &spelled);
        quote!(#name #kind, #presence, #message, #label, #note;)
    });
    if held.is_empty() {
        return TokenStream::new();
    }
    quote! {
        macro_rules! holds {
            ($($name:ident $kind:ty, $presence:ty, $message:tt, $label:tt, $note:tt;)*) => {$(
                #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
                trait $name: Sized {
                    fn vacant() -> Self;
                    fn cell(&mut self) -> &mut dyn w::Cell;
                }
                #[diagnostic::do_not_recommend]
                impl<T: w::Decode<$kind, $presence>> $name for T {
                    fn vacant() -> Self {
                        w::Cell::vacant()
                    }
                    fn cell(&mut self) -> &mut dyn w::Cell {
                        self
                    }
                }
            )*};
        }
        holds! { #(#traits)* }
    }
}

/// The reader of records. The calls of the traits' functions are the check: all stand in one function, every token of them
/// on the user's type, so that rustc reports a type that does not fit once.
pub fn row(model: &ModelPlan, row: &Ident, held: &[Held<'_>]) -> TokenStream {
    let vacant = held.iter().map(|held| {
        let (name, holds) = (&held.declared.name, trait_name(held));
        let call = quote_spanned!(at_type(held)=> #holds::vacant());
        quote!(#name: #call)
    });
    let cells = held.iter().map(cell);
    let identifier = &model.identifier;
    let keys = held.iter().map(|held| &held.field.member.key);
    let required = held.iter().enumerate().filter(|(_, held)| held.field.member.present).map(|(index, _)| index);
    quote! {
        static TABLE: w::Table = w::Table { model: #identifier, names: &[#(#keys),*], required: &[#(#required),*] };
        impl w::Row for #row {
            fn read(reader: &mut w::Reader<'_>) -> ::core::result::Result<Self, w::Fault> {
                let mut row = #row { #(#vacant),* };
                w::read_cells(&TABLE, &mut [#(#cells),*], reader)?;
                ::core::result::Result::Ok(row)
            }
        }
    }
}

/// The reader of a struct that has a mistake in it, so that queries of it are no further mistakes. The types of the fields
/// that are known are checked nevertheless.
pub fn unread(row: &Ident, held: &[Held<'_>]) -> TokenStream {
    let read = unread_body();
    let cells = held.iter().map(cell);
    quote! {
        impl w::Row for #row { #read }
        fn check(row: &mut #row) {
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

fn cell(held: &Held<'_>) -> TokenStream {
    let (name, holds) = (name_at_type(held), trait_name(held));
    quote_spanned!(at_type(held)=> #holds::cell(&mut row.#name))
}

/// A type as people write it where they use the prelude: `Id<SysDepartment>`.
fn rust_type(shape: &Shape, scope: &Scope<'_>) -> String {
    let tokens = scope.value(shape).to_string();
    tokens.replace("w :: Id", "Id").replace("w :: ", "weda::").replace(' ', "")
}

/// The last name in the user's spelling of a type: `Option`, `f64`.
fn spelled(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn trait_name(held: &Held<'_>) -> Ident {
    format_ident!("Holds_{}", held.field.member.name, span = at_type(held))
}

/// The place of the user's type. The names in our code mean what they mean in our code, also where the struct itself
/// comes out of a macro.
fn at_type(held: &Held<'_>) -> Span {
    held.declared.ty.span().resolved_at(Span::call_site())
}

fn name_at_type(held: &Held<'_>) -> Ident {
    let mut name = held.declared.name.clone();
    name.set_span(held.declared.ty.span().resolved_at(name.span()));
    name
}
