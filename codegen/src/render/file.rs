//! A generated file: its path, its text, and whether a text is current.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use serde::Serialize;
use weda_definition::visible;

use super::content_hash::ContentHash;
use super::generator_fingerprint::generator_fingerprint;
use super::header::{DEFINITION, DO_NOT_EDIT, MARK};
use super::layout;
use super::output::Root;
use crate::emit;
use crate::plan::{Derives, ModelPlan, OptionSetsPlan, Plan, StubPlan, TypePath};

/// The docs of a crate of models.
const CRATE: &str = "\
//! Typed access to data models of WeDa (微搭): a row type, the shape of a new record and constants for the fields of each.
//!
//! All of it is generated from the definitions of the models by `weda generate`. Programs that use this crate depend on
//! `weda` too, for the client and its prelude.

";

/// A file of a plan, before it is rendered.
pub(crate) struct File<'a> {
    plan: &'a Plan,
    part: Part<'a>,
}

enum Part<'a> {
    Root(&'a Root),
    Model(&'a ModelPlan),
    OptionSets(&'a OptionSetsPlan),
}

/// Returns the files of a plan. The last one declares the modules.
pub(crate) fn files<'a>(plan: &'a Plan, place: &'a Root) -> Vec<File<'a>> {
    let models = plan.models.iter().map(Part::Model);
    let parts = models.chain(plan.option_sets.iter().map(Part::OptionSets)).chain([Part::Root(place)]);
    parts.map(|part| File { plan, part }).collect()
}

impl File<'_> {
    /// Returns the name of a file in the folder; `None` for the one that declares the modules.
    pub(super) fn module(&self) -> Option<String> {
        let module = match self.part {
            Part::Root(_) => return None,
            Part::Model(model) => &model.module,
            Part::OptionSets(sets) => &sets.module,
        };
        Some(format!("{module}.rs"))
    }

    /// Returns the path of the file if the folder is `out`.
    pub(crate) fn path(&self, out: &Path) -> PathBuf {
        match (&self.part, self.module()) {
            (Part::Root(Root::Beside(folder)), _) => out.with_file_name(format!("{folder}.rs")),
            (_, module) => out.join(module.as_deref().unwrap_or("lib.rs")),
        }
    }

    /// Renders the text.
    pub(crate) fn text(&self) -> String {
        let docs = if let Part::Root(place) = self.part { docs_of(place) } else { "" };
        let body = format!("\n{docs}{}", layout::pretty(self.code()));
        format!("{}\n{body}", self.header(body.as_bytes()))
    }

    /// Returns true if this generator wrote these bytes from this plan and they were not changed since. Compares only the
    /// header, at a hundredth of the cost of rendering.
    pub(crate) fn is_text(&self, bytes: &[u8]) -> bool {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        end.is_some_and(|end| bytes[..end] == *self.header(&bytes[end + 1..]).as_bytes())
    }

    fn code(&self) -> TokenStream {
        match self.part {
            Part::Root(place) => emit::root(self.plan, place.folder()),
            Part::Model(model) => emit::model(model, self.plan),
            Part::OptionSets(sets) => emit::option_sets(sets, self.plan),
        }
    }

    /// The first line, which depends on everything below it.
    fn header(&self, body: &[u8]) -> String {
        let (from, hash) = match self.part {
            Part::Root(place) => (" (".to_owned(), made_of(&OfRoot::new(self.plan, place))),
            Part::Model(model) => {
                // A file name may contain line ends, a line comment must not.
                let source = visible(&model.source);
                let from = format!(" from {source}{DEFINITION}{:016x}, ", model.hash);
                (from, made_of(&OfModel::new(model, self.plan)))
            }
            Part::OptionSets(sets) => {
                let from = format!(" from {} (", visible(&sets.source));
                (from, made_of(&(sets, &self.plan.derives, &self.plan.runtime)))
            }
        };
        let version = env!("CARGO_PKG_VERSION");
        format!("{MARK}{version}{from}code {:016x}). {DO_NOT_EDIT}", hash.with(body))
    }
}

/// The docs above the code of the file that declares the modules.
fn docs_of(place: &Root) -> &'static str {
    match place {
        Root::Library => CRATE,
        Root::Beside(_) => "",
    }
}

/// Returns the content hash of a text that this generator renders from `origin`.
fn made_of(origin: &impl Serialize) -> ContentHash {
    ContentHash::of(&(generator_fingerprint(), origin))
}

/// The inputs of the text of a model's file, besides the generator itself.
#[derive(Serialize)]
struct OfModel<'a> {
    model: &'a ModelPlan,
    derives: &'a Derives,
    runtime: &'a str,
    targets: BTreeMap<&'a str, Option<TypePath>>,
}

impl<'a> OfModel<'a> {
    fn new(model: &'a ModelPlan, plan: &'a Plan) -> Self {
        let fields = model.fields.iter().map(|field| &field.member);
        let members = fields.chain(model.structs.iter().flat_map(|nested| &nested.members));
        let targets = members.filter_map(|member| member.shape.target());
        let targets = targets.map(|identifier| (identifier, plan.type_of(identifier))).collect();
        Self { model, derives: &plan.derives, runtime: &plan.runtime, targets }
    }
}

/// The inputs of the text of the file that declares the modules. Of a model only what its declaration contains, since a
/// changed field must not change that file.
#[derive(Serialize)]
struct OfRoot<'a> {
    /// Not part of the tokens, so that [`generator_fingerprint`] does not cover it; empty for a root beside its folder.
    #[serde(skip_serializing_if = "str::is_empty")]
    docs: &'static str,
    folder: Option<&'a str>,
    models: Vec<(&'a str, Option<&'a str>, &'a str, Vec<&'a str>)>,
    option_sets: Option<(&'a str, Vec<&'a str>)>,
    stubs: &'a [StubPlan],
    runtime: &'a str,
}

impl<'a> OfRoot<'a> {
    fn new(plan: &'a Plan, place: &'a Root) -> Self {
        let models = plan.models.iter();
        Self {
            docs: docs_of(place),
            folder: place.folder(),
            models: models
                .map(|model| {
                    (model.identifier.as_str(), model.title.as_deref(), model.module.as_str(), model.exports())
                })
                .collect(),
            option_sets: plan.option_sets.as_ref().map(|sets| (sets.module.as_str(), sets.exports())),
            stubs: &plan.stubs,
            runtime: &plan.runtime,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, check};

    /// The docs of a crate of models were not part of any hash, since the specimen does not contain them.
    /// So a generator with other docs did not update `lib.rs`.
    #[test]
    fn the_hash_of_a_library_covers_its_docs() {
        let plan = check([], &weda_definition::OptionSets::default(), &Settings::default()).unwrap();
        let origin = |place: &Root| serde_json::to_value(OfRoot::new(&plan, place)).unwrap();
        assert_eq!(origin(&Root::Library)["docs"], CRATE);
        assert_eq!(origin(&Root::Beside("models".to_owned())).get("docs"), None);
    }
}
