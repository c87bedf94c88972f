use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::ident;
use crate::plan::Member;

/// The types of members that may lack a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Types {
    /// `Option`, unless a record always has a value.
    OfReading,
    /// Never `Option`.
    OfCreating,
}

/// Emits the table of a record, create shape or nested object, and access to its fields. `model` is its name in messages.
///
/// Decoding, encoding, `Clone` and `Debug` are compiled once in the runtime: each type has only one table and two matches.
pub(super) fn record(owner: &Ident, model: &str, members: &[&Member], types: Types) -> TokenStream {
    let is_present = |member: &Member| member.present || types == Types::OfCreating;
    let keys = members.iter().map(|member| &member.key);
    let required = members.iter().enumerate().filter(|(_, member)| is_present(member)).map(|(index, _)| literal(index));
    let vacant = members.iter().map(|member| {
        let name = ident(&member.name);
        if is_present(member) { quote!(#name: w::Codec::vacant()) } else { quote!(#name: None) }
    });
    let (index, cell) = cells(members, &quote!(&self));
    let (_, cell_mut) = cells(members, &quote!(&mut self));
    quote! {
        #[automatically_derived]
        impl w::Record for #owner {
            fn vacant() -> Self {
                Self { #(#vacant),* }
            }
            fn table(&self) -> &'static w::Table {
                &w::Table { model: #model, names: &[#(#keys),*], required: &[#(#required),*] }
            }
            fn cell(&self, #index: usize) -> &dyn w::Cell {
                #cell
            }
            fn cell_mut(&mut self, #index: usize) -> &mut dyn w::Cell {
                #cell_mut
            }
        }
    }
}

/// The name of the parameter and the match on it. A single field needs no match, which clippy would report.
fn cells(members: &[&Member], access: &TokenStream) -> (TokenStream, TokenStream) {
    let names = members.iter().map(|member| ident(&member.name));
    if members.len() == 1 {
        return (quote!(_), quote!(#(#access.#names)*));
    }
    let patterns = (0..members.len()).map(|index| {
        let last = index + 1 == members.len();
        if last { quote!(_) } else { literal(index) }
    });
    (quote!(index), quote!(match index { #(#patterns => #access.#names),* }))
}

fn literal(index: usize) -> TokenStream {
    let literal = proc_macro2::Literal::usize_unsuffixed(index);
    quote!(#literal)
}
