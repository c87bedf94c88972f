use proc_macro2::{Literal, TokenStream};
use quote::quote;
use weda_definition::hash::fnv_128;

/// Emits the tag type of a model or an option set: a hash of its name on the wire.
///
/// It is computed here, since every constant costs time when the generated code is compiled.
#[must_use]
pub fn tag(identity: &str) -> TokenStream {
    let hash: Literal = format!("{:#034x}", fnv_128(identity.as_bytes())).parse().expect("a number is a literal");
    quote!(w::Tag<#hash>)
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn a_tag_is_a_number_of_32_digits() {
        assert_eq!(tag("a").to_string(), "w :: Tag < 0xd228cb696f1a8caf78912b704e4a8964 >");
    }
}
