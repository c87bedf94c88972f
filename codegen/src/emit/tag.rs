use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The tag type of a model or an option set: a hash of what it is called on the wire.
///
/// It is worked out here and not by the compiler of the generated code, for which every such constant costs time.
#[must_use]
pub fn tag(identity: &str) -> TokenStream {
    let hash: Literal = format!("{:#034x}", fnv_1a(identity)).parse().expect("a number is a literal");
    quote!(w::Tag<#hash>)
}

/// FNV-1a with 128 bits.
fn fnv_1a(text: &str) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::{fnv_1a, tag};

    #[test]
    fn the_hash_is_fnv_1a_as_published() {
        assert_eq!(fnv_1a(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv_1a("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }

    #[test]
    fn a_tag_is_a_number_of_32_digits() {
        assert_eq!(tag("a").to_string(), "w :: Tag < 0xd228cb696f1a8caf78912b704e4a8964 >");
    }
}
