use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::ident;
use crate::plan::Member;

/// What the type of a member says of a value that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Types {
    /// An `Option`, unless reading promises a value.
    OfReading,
    /// It must be there.
    OfCreating,
}

/// The table of a record, create shape or nested object and where its fields live; `model` is what messages call it.
///
/// Decoding, encoding, `Clone` and `Debug` are the runtime's and compiled once: per type there is one table and two matches.
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

/// The parameter's name and the choice of the field; one field alone is no choice, and clippy would say so.
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
