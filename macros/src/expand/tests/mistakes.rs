//! On any error, the struct, its constants and its traits are emitted, so that completion works in editors and uses of
//! the view cause no further errors.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{ImplItemConst, ItemImpl, Macro};

use super::dir;
use crate::expand::weda_model;
use crate::source::Package;

/// The traits of an invalid view.
const INVALID_VIEW: [&str; 6] = ["Model", "Creatable", "Updatable", "NothingRequired", "Fields", "Row"];

/// The contents of an expansion.
#[derive(Debug, Default)]
struct Found {
    /// Type definitions outside of blocks.
    types: Vec<String>,
    constants: Vec<String>,
    /// Traits of the struct.
    traits: Vec<String>,
    /// Macros of the runtime that implement the others: `writable`, `new_shape`.
    macros: Vec<String>,
    errors: usize,
}

impl<'ast> Visit<'ast> for Found {
    fn visit_impl_item_const(&mut self, constant: &'ast ImplItemConst) {
        self.constants.push(constant.ident.to_string());
    }

    fn visit_item_impl(&mut self, of: &'ast ItemImpl) {
        let is_rows = of.self_ty.to_token_stream().to_string().starts_with("Pupil");
        if let (true, Some((path, _))) = (is_rows, &of.trait_) {
            self.traits.extend(path.segments.last().map(|last| last.ident.to_string()));
        }
        syn::visit::visit_item_impl(self, of);
    }

    fn visit_macro(&mut self, found: &'ast Macro) {
        let name = found.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        self.errors += usize::from(name == "compile_error");
        if found.path.segments.first().is_some_and(|first| first.ident == "w") {
            self.macros.push(name);
        }
    }
}

/// Expands with the models of the generator's tests.
fn expanded(arguments: TokenStream, item: TokenStream) -> Found {
    let package = Package { dir: dir(), variable: Some(dir().to_string_lossy().into_owned()) };
    let file: syn::File = syn::parse2(weda_model(&package, arguments, item)).unwrap();
    let mut found = Found::default();
    found.visit_file(&file);
    for item in &file.items {
        found.types.extend(match item {
            syn::Item::Struct(of) => Some(of.ident.to_string()),
            syn::Item::Enum(of) => Some(of.ident.to_string()),
            syn::Item::Union(of) => Some(of.ident.to_string()),
            _ => None,
        });
    }
    found
}

#[test]
fn on_any_error_everything_of_the_model_is_emitted() {
    let correct = expanded(
        quote!("student"),
        quote!(
            struct Pupil {
                name: String,
            }
        ),
    );
    assert!(correct.constants.len() > 20, "{correct:?}");
    assert_eq!(correct.types, ["Pupil", "NewPupil"]);
    assert_eq!(correct.traits, ["Model", "Row", "Target", "Target", "Target", "Target"]);
    assert_eq!(correct.macros, ["fields", "writable", "new_shape"]);
    let mistakes = [
        (
            "unknown field",
            quote!("student"),
            quote!(
                struct Pupil {
                    name: String,
                    agee: f64,
                }
            ),
        ),
        (
            "unknown key",
            quote!("student"),
            quote!(
                struct Pupil {
                    #[weda(rename = "agee")]
                    name: String,
                }
            ),
        ),
        (
            "a field twice",
            quote!("student"),
            quote!(
                struct Pupil {
                    name: String,
                    #[weda(rename = "name")]
                    other: String,
                }
            ),
        ),
        (
            "unknown option of a field",
            quote!("student"),
            quote!(
                struct Pupil {
                    #[weda(skip)]
                    name: String,
                }
            ),
        ),
        (
            "unknown option",
            quote!("student", skip),
            quote!(
                struct Pupil {
                    name: String,
                }
            ),
        ),
        (
            "no quotes",
            quote!(student),
            quote!(
                struct Pupil {
                    name: String,
                }
            ),
        ),
        (
            "a name for the argument",
            quote!(model = "student"),
            quote!(
                struct Pupil {
                    name: String,
                }
            ),
        ),
        (
            "unknown model",
            quote!("studnet"),
            quote!(
                struct Pupil {
                    name: String,
                }
            ),
        ),
        (
            "a condition",
            quote!("student"),
            quote!(
                struct Pupil {
                    #[cfg(unix)]
                    name: String,
                }
            ),
        ),
        (
            "a type without a size",
            quote!("student"),
            quote!(
                struct Pupil {
                    name: str,
                }
            ),
        ),
        (
            "the attribute twice",
            quote!("student"),
            quote!(
                #[weda_model("course")]
                struct Pupil {
                    name: String,
                }
            ),
        ),
        (
            "an option out of place",
            quote!("student"),
            quote!(
                #[weda(skip)]
                struct Pupil {
                    name: String,
                }
            ),
        ),
        (
            "type parameter",
            quote!("student"),
            quote!(
                struct Pupil<T> {
                    name: T,
                }
            ),
        ),
        (
            "lifetime",
            quote!("student"),
            quote!(
                struct Pupil<'a> {
                    name: &'a str,
                }
            ),
        ),
        (
            "tuple struct",
            quote!("student"),
            quote!(
                struct Pupil(String);
            ),
        ),
        (
            "enum",
            quote!("student"),
            quote!(
                enum Pupil {
                    Name,
                }
            ),
        ),
        ("union", quote!("student"), quote!(union Pupil { score: f64 })),
    ];
    for (mistake, arguments, item) in mistakes {
        let found = expanded(arguments, item);
        assert_eq!(found.errors, 1, "{mistake}: {found:?}");
        // A struct with parameters has no create shape, and the runtime's macros take no parameters.
        if matches!(mistake, "type parameter" | "lifetime") {
            assert_eq!(found.constants, [&correct.constants[..], &["FIELDS".to_owned()]].concat(), "{mistake}");
            assert_eq!(found.types, ["Pupil"], "{mistake}");
            assert_eq!(found.traits, INVALID_VIEW, "{mistake}");
            continue;
        }
        assert_eq!(found.constants, correct.constants, "{mistake}");
        assert_eq!(found.types, correct.types, "{mistake}");
        assert_eq!(found.traits, correct.traits, "{mistake}");
        assert_eq!(found.macros, correct.macros, "{mistake}");
    }
}

#[test]
fn without_a_definition_the_fields_have_constants() {
    let correct = expanded(
        quote!("student"),
        quote!(
            struct Pupil {
                name: String,
            }
        ),
    );
    let found = expanded(
        quote!("library"),
        quote!(
            struct Pupil {
                name: String,
                score: Option<f64>,
            }
        ),
    );
    assert_eq!(found.constants, ["NAME", "SCORE", "IDENTIFIER", "FIELDS"]);
    assert_eq!((found.errors, correct.errors), (1, 0));
    assert_eq!(found.traits, INVALID_VIEW);
}
