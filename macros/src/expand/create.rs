//! The create shape of a view.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, GenericArgument, PathArguments, Type};
use weda_codegen::emit;
use weda_codegen::plan::{Derives, FieldPlan, ModelPlan};

use super::scope::{self, Targets};
use crate::input::bare;
use crate::view::ViewField;

/// Emits `New<View>`, and its conversion to a record, which belongs in the [block](scope::block).
pub fn create(
    model: &ModelPlan,
    runtime: &str,
    item: &DeriveInput,
    view_fields: &[ViewField<'_>],
    targets: &Targets<'_>,
) -> (TokenStream, TokenStream) {
    if model.create.is_none() {
        return Default::default();
    }
    let (row, vis) = (&item.ident, &item.vis);
    let name = format_ident!("New{}", row);
    let of_users = |field: &FieldPlan| {
        field.member.shape.target()?;
        let view_field = view_fields
            .iter()
            .find(|view_field| view_field.declared.load.is_none() && view_field.field.member.key == field.member.key)?;
        row_of_id(&view_field.declared.ty, row)
    };
    let shape_of = scope::of_create(model);
    let target = |identifier: &str| targets.projection(identifier);
    let open = emit::Scope::open(runtime, &target);
    let shape = emit::create(&shape_of, &name, row, vis, &Derives::default(), &open, &of_users);
    let (projections, into_create) = (targets.projections(), into_create(model, &name, row, &of_users));
    // rustc has already warned about the type in the user's field.
    (quote!(#[allow(deprecated, private_interfaces)] #shape), quote!(#projections #into_create))
}

/// Returns the row type in the user's spelling of an id or list of ids: `Item` of `Option<Id<Item>>`. Aliases are not
/// resolved.
fn row_of_id(ty: &Type, view: &Ident) -> Option<TokenStream> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut arguments = arguments.args.iter();
    let (Some(GenericArgument::Type(argument)), None) = (arguments.next(), arguments.next()) else { return None };
    match (last.ident.unraw().to_string().as_str(), bare(argument)) {
        ("Option" | "Vec", inner) => row_of_id(inner, view),
        // `Id<str>` is an error wherever it occurs.
        ("Id", Type::Path(row)) if !row.path.is_ident("str") => Some(without_self(argument.to_token_stream(), view)),
        _ => None,
    }
}

/// Replaces `Self` by the view's name, since `Self` is another type in the create shape.
fn without_self(ty: TokenStream, view: &Ident) -> TokenStream {
    let tokens = ty.into_iter().map(|token| match token {
        TokenTree::Ident(own) if own == "Self" => {
            let mut name = view.clone();
            name.set_span(own.span());
            name.into()
        }
        token => token,
    });
    tokens.collect()
}

/// Emits the conversion of each field with its constant.
fn into_create(
    model: &ModelPlan,
    name: &Ident,
    row: &Ident,
    of_users: &dyn Fn(&FieldPlan) -> Option<TokenStream>,
) -> TokenStream {
    let row = scope::within_block(row);
    let names: Vec<Ident> = model.required().map(|field| emit::ident(&field.member.name)).collect();
    let entries = model.required().zip(&names).map(|(field, name)| {
        let constant = emit::ident(&field.constant());
        let value = match of_users(field) {
            Some(_) => quote!(w::retarget(#row::#constant, self.#name)),
            None => quote!(self.#name),
        };
        quote!(w::entry(#row::#constant, #value))
    });
    quote! {
        w::new_shape!(#name { #(#names),* });
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl w::IntoCreate for #name {
            type Model = #row;
            fn into_create(self) -> w::Create<#row> {
                w::create([#(#entries),*])
            }
        }
    }
}
