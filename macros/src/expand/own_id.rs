//! `Identified` for views that have their id.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{GenericArgument, PathArguments, Type};
use weda_codegen::emit;

use crate::view::ViewField;

/// Emits the implementation for a view that spells the type of its `_id` as an id of itself. It is emitted beside the
/// view, where names resolve as for the user.
///
/// Traits check the type, since another type may be called `Id`, which is not an error, and a view that is not a row
/// must not cause a second error. The bounds are higher-ranked because rustc rejects other bounds that do not hold.
pub fn identified(row: &Ident, runtime: &str, view_fields: &[ViewField<'_>]) -> TokenStream {
    let is_own =
        |view_field: &&ViewField<'_>| view_field.field.member.key == "_id" && is_own_id(&view_field.declared.ty, row);
    let Some(view_field) = view_fields.iter().find(is_own) else { return TokenStream::new() };
    let (name, ty, ground) = (&view_field.declared.name, &view_field.declared.ty, emit::ground(runtime));
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

/// Returns true if a type is spelled `Id<Row>` or `Id<Self>`, with or without paths.
fn is_own_id(ty: &Type, row: &Ident) -> bool {
    let Some((id, Some(own))) = last(ty) else { return false };
    id == "Id" && last(own).is_some_and(|(name, of)| of.is_none() && (name == "Self" || name == row))
}

/// Returns the last segment of a type's path and its argument.
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
