//! The attribute, and our other attributes on the struct.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Error, LitStr, Result, Token};

use super::field::conditional;
use crate::mistake;

/// Parses the only argument of the attribute.
pub fn identifier(arguments: TokenStream, errors: &mut Vec<Error>) -> Option<LitStr> {
    let parsed = (|arguments: ParseStream<'_>| {
        let model = arguments.parse::<LitStr>();
        let comma: Option<Token![,]> = arguments.parse()?;
        Ok((model, comma, arguments.parse::<TokenStream>()?))
    })
    .parse2(arguments);
    let noted = |error: Error| Error::new(error.span(), mistake::NO_IDENTIFIER);
    let (model, _, rest) = parsed.map_err(|error| errors.push(noted(error))).ok()?;
    let model = model.map_err(|error| errors.push(noted(error))).ok()?;
    if let Some(first) = rest.clone().into_iter().next() {
        errors.push(Error::new_spanned(rest, mistake::more_arguments(&first)));
    }
    Some(model)
}

/// Returns the first string among the arguments, or else the first identifier: `student` of `name = "student"` and of
/// `student`.
pub fn meant(arguments: &TokenStream) -> Option<String> {
    let texts = arguments.clone().into_iter().filter_map(|token| match token {
        TokenTree::Literal(_) => syn::parse2(token.into()).ok().map(|text: LitStr| text.value()),
        _ => None,
    });
    let words = arguments.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.unraw().to_string()),
        _ => None,
    });
    texts.chain(words).next()
}

/// Removes our misplaced attributes from the struct: rustc does not know `weda`, and a second `weda_model` would expand
/// again.
pub fn remove_misplaced(attributes: &mut Vec<Attribute>, errors: &mut Vec<Error>) {
    attributes.retain(|attribute| match misplaced(attribute) {
        Ok(()) => true,
        Err(error) => {
            errors.push(error);
            false
        }
    });
}

fn misplaced(attribute: &Attribute) -> Result<()> {
    let is_ours = |name: &str| attribute.path().segments.last().is_some_and(|last| last.ident == name);
    if is_ours("weda_model") {
        Err(Error::new_spanned(attribute, mistake::SECOND_MODEL))
    } else if attribute.path().is_ident("weda") || conditional(attribute, "weda") {
        Err(Error::new_spanned(attribute, mistake::OPTION_OF_STRUCT))
    } else {
        Ok(())
    }
}
