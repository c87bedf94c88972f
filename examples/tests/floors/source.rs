//! The modules of a crate and the paths in them, without test code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree};

/// Segments from the root of the crate.
pub type Place = Vec<String>;

#[derive(Default)]
pub struct Module {
    pub items: BTreeSet<String>,
    /// Names that are imported by `use`, and modules that are glob imported.
    pub names: BTreeMap<String, Place>,
    pub globs: Vec<Place>,
    /// Paths as written, each with its file.
    pub paths: BTreeSet<(PathBuf, Place)>,
}

/// All modules of the crate with this root file.
pub fn modules(root: &Path) -> BTreeMap<Place, Module> {
    let mut modules = BTreeMap::new();
    let folder = root.parent().unwrap();
    read(root, folder, Place::new(), &mut modules);
    modules
}

fn read(file: &Path, folder: &Path, place: Place, modules: &mut BTreeMap<Place, Module>) {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Reader { file, folder, place, modules }.items(&syntax.items);
}

struct Reader<'a> {
    file: &'a Path,
    /// The folder of the files of child modules.
    folder: &'a Path,
    place: Place,
    modules: &'a mut BTreeMap<Place, Module>,
}

impl Reader<'_> {
    fn items(&mut self, items: &[Item]) {
        self.module();
        for item in items {
            self.visit_item(item);
        }
    }

    fn module(&mut self) -> &mut Module {
        self.modules.entry(self.place.clone()).or_default()
    }

    fn path(&mut self, path: Place) {
        let file = self.file.to_owned();
        self.module().paths.insert((file, path));
    }

    fn tree(&mut self, tree: &UseTree, mut before: Place) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before.clone())),
            UseTree::Glob(_) => {
                self.module().globs.push(before.clone());
                self.path(before);
            }
            UseTree::Name(name) => self.name(&name.ident.to_string(), &name.ident.to_string(), before),
            UseTree::Rename(rename) => self.name(&rename.ident.to_string(), &rename.rename.to_string(), before),
        }
    }

    fn name(&mut self, name: &str, bound: &str, mut path: Place) {
        let bound = match name {
            "self" => path.last().cloned().unwrap_or_default(),
            _ => bound.to_owned(),
        };
        if name != "self" {
            path.push(name.to_owned());
        }
        self.module().names.insert(bound, path.clone());
        self.path(path);
    }

    /// Collects the paths in the tokens of a macro, except those with `$crate`, which belong to the macro's users.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.to_string() == text);
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) if !is(at.wrapping_sub(1), ":") && !is(at.wrapping_sub(1), "$") => {
                    let (mut path, mut next) = (vec![first.to_string()], at + 1);
                    while is(next, ":") && is(next + 1, ":") {
                        let Some(TokenTree::Ident(segment)) = tokens.get(next + 2) else { break };
                        path.push(segment.to_string());
                        next += 3;
                    }
                    if path.len() > 1 {
                        self.path(path);
                    }
                }
                _ => {}
            }
        }
    }

    fn child(&mut self, item: &ItemMod) {
        let name = item.ident.to_string();
        let mut place = self.place.clone();
        place.push(name.clone());
        if let Some((_, items)) = &item.content {
            let folder = self.folder.join(&name);
            Reader { file: self.file, folder: &folder, place, modules: self.modules }.items(items);
            return;
        }
        let beside = self.file.parent().unwrap();
        let file = match path_attribute(&item.attrs) {
            Some(path) => beside.join(path),
            None => self.folder.join(format!("{name}.rs")),
        };
        let folder = if file.ends_with("mod.rs") { file.parent().unwrap().to_owned() } else { file.with_extension("") };
        read(&file, &folder, place, self.modules);
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, attributes) = named(item);
        if attributes.iter().any(is_for_tests) {
            return;
        }
        if let Some(name) = name {
            self.module().items.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.child(item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, Place::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 && path.leading_colon.is_none() {
            self.path(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}

fn named(item: &Item) -> (Option<String>, &[Attribute]) {
    match item {
        Item::Const(item) => (Some(item.ident.to_string()), &item.attrs),
        Item::Enum(item) => (Some(item.ident.to_string()), &item.attrs),
        Item::Fn(item) => (Some(item.sig.ident.to_string()), &item.attrs),
        Item::Impl(item) => (None, &item.attrs),
        Item::Macro(item) => (item.ident.as_ref().map(ToString::to_string), &item.attrs),
        Item::Mod(item) => (None, &item.attrs),
        Item::Static(item) => (Some(item.ident.to_string()), &item.attrs),
        Item::Struct(item) => (Some(item.ident.to_string()), &item.attrs),
        Item::Trait(item) => (Some(item.ident.to_string()), &item.attrs),
        Item::Type(item) => (Some(item.ident.to_string()), &item.attrs),
        Item::Use(item) => (None, &item.attrs),
        _ => (None, &[]),
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test")
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let value =
        attributes.iter().find(|attribute| attribute.path().is_ident("path"))?.meta.require_name_value().ok()?;
    match &value.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
        _ => None,
    }
}
