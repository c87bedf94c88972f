//! Whether a view has its id, for code that works on rows of any model.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{GenericArgument, PathArguments, Type};
use weda_codegen::emit;

use crate::view::Held;

/// The implementation for a view that spells the type of its `_id` as an id of itself; it stands beside the view, where
/// that spelling means what it means to the user.
///
/// A trait judges the type, as it does all others: another type may be called `Id`, which is not a mistake, and a view that
/// is not a row must not give a second error. The bounds are higher-ranked, since rustc rejects any other bound that does
/// not hold.
pub fn identified(row: &Ident, runtime: &str, held: &[Held<'_>]) -> TokenStream {
    let is_own = |held: &&Held<'_>| held.field.member.key == "_id" && is_own_id(&held.declared.ty, row);
    let Some(held) = held.iter().find(is_own) else { return TokenStream::new() };
    let (name, ty, ground) = (&held.declared.name, &held.declared.ty, emit::ground(runtime));
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        #[diagnostic::do_not_recommend]
        impl #ground::Identified for #row
        where
            for<'row> #row: #ground::Row,
            for<'row> #ty: #ground::OwnId<#row>,
        {
            fn id(&self) -> &#ground::Id<Self> {
                #ground::OwnId::own_id(&self.#name)
            }
        }
    }
}

/// Whether a type is spelled `Id<Row>` or `Id<Self>`, with or without paths.
fn is_own_id(ty: &Type, row: &Ident) -> bool {
    let Some((id, Some(own))) = last(ty) else { return false };
    id == "Id" && last(own).is_some_and(|(name, of)| of.is_none() && (name == "Self" || name == row))
}

/// The last name of a type's path, and its argument.
fn last(ty: &Type) -> Option<(&Ident, Option<&Type>)> {
    match ty {
        Type::Group(group) => last(&group.elem),
        Type::Path(path) => {
            let segment = path.path.segments.last()?;
            let argument = match &segment.arguments {
                PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => return None,
                },
                PathArguments::None => None,
                PathArguments::Parenthesized(_) => return None,
            };
            Some((&segment.ident, argument))
        }
        _ => None,
    }
}
