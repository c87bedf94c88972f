//! Fields that hold related records: `#[weda(load = "..")]`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Error, Type};
use weda_codegen::emit::{self, Scope};
use weda_codegen::plan::ModelPlan;

use super::codec::{at_type, bounds, place as place_of, places, spelled};
use super::scope::{Targets, binding, helper};
use crate::mistake::{self, TypeMismatch};
use crate::view::ViewField;

/// Removes the fields that load the view itself, and returns true if there are any. Those without an indirection are
/// errors of rustc, E0072.
pub fn remove_own(row: &Ident, view_fields: &mut Vec<ViewField<'_>>, errors: &mut Vec<Error>) -> bool {
    let is_own =
        |field: &ViewField<'_>| field.declared.load.is_some() && names(field.declared.ty.to_token_stream(), row);
    let count = view_fields.len();
    for view_field in view_fields.iter().filter(|field| is_own(field) && is_indirect(&field.declared.ty)) {
        errors.push(Error::new_spanned(&view_field.declared.ty, mistake::loads_itself(row)));
    }
    view_fields.retain(|field| !is_own(field));
    view_fields.len() < count
}

/// Returns true if a type names the struct. A name after `::` may be another type, such as a generated row.
fn names(ty: TokenStream, row: &Ident) -> bool {
    let mut is_after_path = false;
    ty.into_iter().any(|token| {
        let is_colon = matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ':');
        let is_first = !std::mem::replace(&mut is_after_path, is_colon);
        match token {
            TokenTree::Ident(ident) => is_first && (ident == *row || ident == "Self"),
            TokenTree::Group(group) => names(group.stream(), row),
            _ => false,
        }
    })
}

fn is_indirect(ty: &Type) -> bool {
    let text = ty.to_token_stream().to_string();
    ["Box", "Vec", "Rc", "Arc"].iter().any(|pointer| text.contains(pointer))
}

/// Emits one trait per field with the error message for types that cannot hold the records of the relation.
pub fn traits(
    model: &ModelPlan,
    view_fields: &[ViewField<'_>],
    scope: &Scope<'_>,
    targets: &Targets<'_>,
) -> TokenStream {
    let traits = loading(view_fields).map(|view_field| {
        let name = trait_name(view_field, targets);
        let (kind, presence) = bounds(view_field, scope);
        let key = &view_field.field.member.key;
        let TypeMismatch { message, label, note } =
            mistake::load_mismatch(model, view_field.field, &spelled(&view_field.declared.ty));
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            trait #name: ::core::marker::Sized {
                fn link() -> w::Linked<Self>;
            }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<T_: w::Loaded<#kind, #presence>> #name for T_ {
                fn link() -> w::Linked<Self> {
                    w::Linked::new::<#kind, #presence>(#key)
                }
            }
        }
    });
    traits.collect()
}

/// Emits the variable of a field, whose type is inferred from the struct.
pub fn place(place: &Ident, view_field: &ViewField<'_>, targets: &Targets<'_>) -> TokenStream {
    let loads = trait_name(view_field, targets);
    let call = quote_spanned!(at_type(view_field)=> #loads::link());
    quote!(let mut #place = #call;)
}

/// Emits the decoder of a view that loads records. Every field is a variable, since a related record may have to exist.
pub fn row(
    model: &ModelPlan,
    row: &Ident,
    view_fields: &[ViewField<'_>],
    scope: &Scope<'_>,
    targets: &Targets<'_>,
) -> TokenStream {
    let places = places(view_fields, scope, targets);
    let value = |index: usize| binding(&format!("field_{index}"));
    let is_loaded = |index: usize| view_fields[index].declared.load.is_some();
    // A key that is both loaded and held as an id is read once: the slot of the record passes the id on.
    let link_of = |index: usize| {
        let is_link = |other: &ViewField<'_>| {
            other.declared.load.is_some() && std::ptr::eq(other.field, view_fields[index].field)
        };
        (!is_loaded(index)).then(|| view_fields.iter().position(is_link)).flatten()
    };
    let all = 0..view_fields.len();
    let values = all.clone().filter(|index| !is_loaded(*index)).map(|index| {
        let (value, place) = (value(index), place_of(index));
        quote!(let mut #value = (#place.vacant)();)
    });
    let own: Vec<usize> = all.clone().filter(|index| link_of(*index).is_none()).collect();
    let cells = own.iter().map(|index| {
        let (value, place) = (value(*index), place_of(*index));
        if is_loaded(*index) { quote!(&mut #place) } else { quote!((#place.cell)(&mut #value)) }
    });
    let reader = binding("reader");
    let ids = all.clone().filter_map(|index| {
        let (link, value, place) = (place_of(link_of(index)?), value(index), place_of(index));
        Some(quote!(#link.id_into((#place.cell)(&mut #value))?;))
    });
    let fields = all.clone().map(|index| {
        let (name, value, place) = (&view_fields[index].declared.name, value(index), place_of(index));
        if is_loaded(index) { quote!(#name: #place.done()?) } else { quote!(#name: #value) }
    });
    let keys = own.iter().map(|index| &view_fields[*index].field.member.key);
    let is_required = |index: usize| view_fields[index].field.member.present && !is_loaded(index);
    let required = own.iter().enumerate().filter(|(_, index)| is_required(**index)).map(|(at, _)| at);
    let facts = (0..loading(view_fields).count()).map(facts);
    let identifier = &model.identifier;
    quote! {
        static TABLE: w::Table = w::Table { model: #identifier, names: &[#(#keys),*], required: &[#(#required),*] };
        #[automatically_derived]
        impl w::Row for #row {
            const RELATED: &'static [w::Related] = &[#(#facts),*];
            const LOADS: bool = true;
            fn read(#reader: &mut w::Reader<'_>) -> ::core::result::Result<Self, w::Fault> {
                #(#places)*
                #(#values)*
                w::read_cells(&TABLE, &mut [#(#cells),*], #reader)?;
                #(#ids)*
                ::core::result::Result::Ok(#row { #(#fields),* })
            }
        }
    }
}

/// Wraps the [block](super::scope::block) in one with the facts about the loaded types. They repeat the user's types, so
/// they are outside of the block, whose stubs have the names of the targets and likely those of the user's views.
pub fn with_facts(row: &Ident, runtime: &str, view_fields: &[ViewField<'_>], block: TokenStream) -> TokenStream {
    if loading(view_fields).next().is_none() {
        return block;
    }
    let ground = emit::ground(runtime);
    let all = loading(view_fields).enumerate().map(|(index, view_field)| {
        let (ty, field, facts) = (&view_field.declared.ty, view_field.field, facts(index));
        let (key, by_object) = (&field.member.key, field.by_object);
        let spelling = ty.to_token_stream().to_string().replace(' ', "");
        let two_levels = mistake::two_levels(&view_field.declared.name, &spelling);
        // An alias with the name and span of the struct: of a type that does not exist rustc then says the same twice, and
        // prints it once.
        quote_spanned! {at_type(view_field)=>
            const #facts: #ground::Related = {
                type #row = #ty;
                <#ground::Probe<#row>>::RELATED.of(#key, #by_object, #two_levels)
            };
        }
    });
    quote! {
        #[allow(non_camel_case_types, deprecated)]
        const _: () = {
            #[allow(unused_imports)]
            use #ground::Unfit as _;
            #(#all)*
            #block
        };
    }
}

fn loading<'a, 'f>(view_fields: &'a [ViewField<'f>]) -> impl Iterator<Item = &'a ViewField<'f>> {
    view_fields.iter().filter(|view_field| view_field.declared.load.is_some())
}

fn facts(index: usize) -> Ident {
    format_ident!("__WEDA_RELATED_{index}")
}

fn trait_name(view_field: &ViewField<'_>, targets: &Targets<'_>) -> Ident {
    let mut name = helper(&format!("Loads_{}", view_field.declared.name.unraw()), targets.row());
    name.set_span(at_type(view_field));
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generated row often has the name of the view. Taken for the view itself, it compiled and failed at runtime.
    #[test]
    fn a_type_of_the_same_name_in_another_module_is_another_type() {
        let row = format_ident!("Category");
        for (ty, expected) in [
            (quote!(Category), true),
            (quote!(Option<Category>), true),
            (quote!(Option<Self>), true),
            (quote!(Vec<(u8, Category)>), true),
            (quote!(Option<models::Category>), false),
            (quote!(::std::option::Option<crate::models::Category>), false),
            (quote!(std::option::Option<Category>), true),
            (quote!(Option<CategoryOfShop>), false),
        ] {
            assert_eq!(names(ty.clone(), &row), expected, "{ty}");
        }
    }
}
