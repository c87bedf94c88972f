//! How a view reads a record, which is at the same time the check of its types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Index, Type};
use weda_codegen::emit::Scope;
use weda_codegen::plan::ModelPlan;

use super::scope::{Targets, nameable};
use crate::mistake::{self, Unfit};
use crate::view::Held;

/// One trait per field says whether a type holds it, with words of its own for the type that does not.
///
/// Traits are what a view costs most to compile: so each has one function, which hands out all that the codec needs, and a
/// macro of rustc's makes them, for which tokens are cheaper to make than to take from us.
pub fn holds(model: &ModelPlan, held: &[Held<'_>], scope: &Scope<'_>, targets: &Targets<'_>) -> TokenStream {
    if held.is_empty() {
        return TokenStream::new();
    }
    let traits = held.iter().map(|held| {
        let (name, member) = (trait_name(held), &held.field.member);
        let (shape, spelled) = (&member.shape, spelled(&held.declared.ty));
        let kind = scope.kind(shape);
        let presence = if member.present { quote!(w::Required) } else { quote!(w::Nullable) };
        let (rust, generated) = (targets.rust_type(&nameable(shape)), targets.rust_type(shape));
        let Unfit { message, label, note } = mistake::unfit(model, held.field, &rust, &generated, &spelled);
        quote!(#name #kind, #presence, #message, #label, #note;)
    });
    quote! {
        struct Place<T>(fn() -> T, fn(&mut T) -> &mut dyn w::Cell);
        fn place<T: w::Cell>() -> Place<T> {
            Place(T::vacant, |place| place)
        }
        macro_rules! holds {
            ($($name:ident $kind:ty, $presence:ty, $message:tt, $label:tt, $note:tt;)*) => {$(
                #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
                trait $name: Sized {
                    fn place() -> Place<Self>;
                }
                #[diagnostic::do_not_recommend]
                impl<T: w::Decode<$kind, $presence>> $name for T {
                    fn place() -> Place<Self> {
                        place()
                    }
                }
            )*};
        }
        holds! { #(#traits)* }
    }
}

/// The reader of records. The calls of the traits' functions are the check: every token of them stands on the user's type,
/// and they are the only ones, so that rustc reports a type that does not fit once. The types come from the struct.
pub fn row(model: &ModelPlan, row: &Ident, held: &[Held<'_>]) -> TokenStream {
    let places = held.iter().map(place);
    let vacant = held.iter().enumerate().map(|(index, held)| {
        let (name, index) = (&held.declared.name, Index::from(index));
        quote!(#name: (places.#index.0)())
    });
    let cells = cells(held);
    let identifier = &model.identifier;
    let keys = held.iter().map(|held| &held.field.member.key);
    let required = held.iter().enumerate().filter(|(_, held)| held.field.member.present).map(|(index, _)| index);
    quote! {
        static TABLE: w::Table = w::Table { model: #identifier, names: &[#(#keys),*], required: &[#(#required),*] };
        impl w::Row for #row {
            fn read(reader: &mut w::Reader<'_>) -> ::core::result::Result<Self, w::Fault> {
                let places = (#(#places,)*);
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
    let (places, cells) = (held.iter().map(place), cells(held));
    quote! {
        impl w::Row for #row { #read }
        fn check(row: &mut #row) {
            let places = (#(#places,)*);
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

fn place(held: &Held<'_>) -> TokenStream {
    let holds = trait_name(held);
    quote_spanned!(at_type(held)=> #holds::place())
}

fn cells<'a>(held: &'a [Held<'_>]) -> impl Iterator<Item = TokenStream> + use<'a> {
    held.iter().enumerate().map(|(index, held)| {
        let (name, index) = (&held.declared.name, Index::from(index));
        quote!((places.#index.1)(&mut row.#name))
    })
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
