use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::ident;
use crate::plan::{Derives, EnumPlan, Serde};

/// Emits serde's traits for the records and option sets of a file, if they are implemented by tables.
pub(super) fn serde(records: &[Ident], enums: &[EnumPlan], derives: &Derives) -> Option<TokenStream> {
    let options: Vec<Ident> = enums.iter().map(|options| ident(&options.name)).collect();
    let records = (!records.is_empty()).then(|| quote!(w::serde_records!(#(#records)*);));
    let options = (!options.is_empty()).then(|| quote!(w::serde_options!(#(#options)*);));
    (derives.serde == Serde::Tables).then(|| quote!(#records #options))
}
