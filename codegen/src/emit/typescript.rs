//! TypeScript types of the models, for front-ends.
//!
//! The types describe records as native JSON: that of the vendor's SDK (`app.models`) and of the data-model gateway. Over OData
//! lists, objects and relations are JSON text, which `emit::openapi` describes.

mod model;
mod names;
mod options;
mod text;
mod value;

use crate::plan::Plan;
use names::Names;
use text::Writer;

/// The types that all models share.
const SHARED: &str = include_str!("typescript/shared.ts");

/// Emits one module with the types of all models.
///
/// Equal plans give equal bytes on any machine.
#[must_use]
pub fn typescript(plan: &Plan) -> String {
    let names = Names::of(plan);
    let mut out = Writer::default();
    out.raw(SHARED);
    for set in plan.option_sets.iter().flat_map(|sets| &sets.enums) {
        options::emit(&mut out, &names, None, set);
    }
    for model in &plan.models {
        model::emit(&mut out, &names, model);
    }
    model::emit_map(&mut out, &names, &plan.models);
    out.into_text()
}
