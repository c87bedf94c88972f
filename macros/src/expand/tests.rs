//! The macro and `weda generate` emit the same for a model, although the macro knows only one definition.

mod mistakes;

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Expr, GenericArgument, ImplItem, Item, PathArguments, Stmt, Type};
use weda_codegen::plan::{ModelPlan, Plan, Shape};
use weda_codegen::{Settings, check, emit};
use weda_definition::{Definition, Definitions, OptionSets};

use super::viewed;
use crate::input::Input;
use crate::source::Source;

/// A constant without its docs: name, kind, access and initializer.
type Constant = (String, String, String, String);

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/fixtures/database-schemas")
}

fn fixtures() -> Definitions {
    Definitions::read(dir()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn plan<'a>(definitions: impl IntoIterator<Item = &'a Definition>) -> Plan {
    let sets = OptionSets::read(&OptionSets::beside(&dir())).unwrap_or_else(|error| panic!("{error}"));
    let plan = check(definitions, &sets, &Settings::default());
    plan.unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_view_has_the_constants_of_the_generated_row_whatever_it_loads() {
    let definitions = fixtures();
    let together = plan(&definitions);
    assert!(together.models.len() > 10);
    for (definition, model) in definitions.iter().zip(&together.models) {
        let source = Source { files: Vec::new(), plan: plan([definition]) };
        let expected = constants(emit::model(model, &together), model);
        assert_eq!(expected.len(), model.fields.len(), "{}", model.identifier);
        for loaded in [model.fields.len(), 1] {
            let (item, found) = view(&source, model, loaded);
            assert_eq!(constants(found, model), expected, "{}", item.to_token_stream());
        }
    }
}

/// Expands a view of the first fields of a model.
fn view(source: &Source, model: &ModelPlan, loaded: usize) -> (DeriveInput, TokenStream) {
    let (row, target) = (format_ident!("{}", model.name), |identifier: &str| quote!(Of<#identifier>));
    let scope = emit::Scope::prelude(&target);
    let fields = model.fields[..loaded].iter().map(|field| {
        let (name, ty) = (emit::ident(&field.member.name), scope.member(&field.member));
        quote!(#name: #ty)
    });
    let mut item: DeriveInput = syn::parse_quote!(struct #row { #(#fields),* });
    let Input { fields, mut errors, .. } = Input::parse(quote!("a"), &mut item);
    let expansion = viewed(source, &item, &fields.unwrap(), &mut errors);
    assert!(errors.is_empty(), "{errors:?}");
    (item, expansion)
}

/// Returns the constants of the model's row in generated code.
fn constants(code: TokenStream, model: &ModelPlan) -> Vec<Constant> {
    let file: syn::File = syn::parse2(code).unwrap();
    let implementations = file.items.into_iter().flat_map(items).filter_map(|item| match item {
        Item::Impl(implementation) if implementation.trait_.is_none() => Some(implementation),
        _ => None,
    });
    let of_row = implementations.filter(|of| of.self_ty.to_token_stream().to_string() == model.name);
    let items = of_row.flat_map(|implementation| implementation.items);
    let constants = items.filter_map(|item| match item {
        ImplItem::Const(constant) => Some(constant),
        _ => None,
    });
    let mut fields = model.fields.iter();
    constants
        .map(|constant| {
            let (row, kind, access) = match arguments(&constant.ty)[..] {
                [row, kind] => (row, kind, "Nullable".to_owned()),
                [row, kind, access] => (row, kind, named(access)),
                _ => panic!("{}", constant.ty.to_token_stream()),
            };
            assert_eq!(named(row), model.name);
            let shape = &fields.next().expect("there is a constant for every field").member.shape;
            let kind = if holds_object(shape) { "an object".to_owned() } else { named(kind) };
            (constant.ident.to_string(), kind, access, constant.expr.to_token_stream().to_string())
        })
        .collect()
}

/// Returns the items in the block of an anonymous constant, or the item itself.
fn items(item: Item) -> Vec<Item> {
    let Item::Const(constant) = item else { return vec![item] };
    let Expr::Block(block) = *constant.expr else { return Vec::new() };
    let items = block.block.stmts.into_iter().filter_map(|statement| match statement {
        Stmt::Item(item) => Some(item),
        _ => None,
    });
    items.collect()
}

/// The type of a nested object can only be named beside generated code; a view has JSON.
fn holds_object(shape: &Shape) -> bool {
    match shape {
        Shape::List(item) => holds_object(item),
        shape => matches!(shape, Shape::Object(_)),
    }
}

fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    match path.path.segments.last().map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => arguments.args.iter().filter_map(type_argument).collect(),
        _ => Vec::new(),
    }
}

fn type_argument(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Returns a type with the last segments of its paths: `List<Id<Course>>`.
fn named(ty: &Type) -> String {
    let Type::Path(path) = ty else { panic!("{} is not a path", ty.to_token_stream()) };
    let name = path.path.segments.last().unwrap().ident.to_string();
    let arguments: Vec<String> = arguments(ty).into_iter().map(named).collect();
    if arguments.is_empty() { name } else { format!("{name}<{}>", arguments.join(", ")) }
}
