//! Options: a union of their keys, and a map of their labels.

use super::names::{Names, Part};
use super::text::{Writer, computed_key, literal};
use crate::emit::doc;
use crate::plan::EnumPlan;

/// Emits the union and the labels; `module` is that of the model, or `None` for a shared set.
pub(super) fn emit(out: &mut Writer, names: &Names, module: Option<&str>, options: &EnumPlan) {
    let name = names.get(module, Part::Options, &options.name);
    let labels = names.get(module, Part::Labels, &options.name);
    let keys: Vec<String> = options.variants.iter().map(|option| literal(&option.key)).collect();
    let union = if keys.is_empty() { "never".to_owned() } else { keys.join(" | ") };
    let docs = doc::of_options(options);
    out.gap();
    out.doc("", &docs);
    out.line(&format!("export type {name} = {union};"));
    out.gap();
    out.doc("", &[format!("The displayed texts. {}", docs.first().map_or("", String::as_str))]);
    out.line(&format!("export const {labels}: Readonly<Record<{name}, string>> = {{"));
    for option in &options.variants {
        let label = option.label.as_deref().filter(|label| !label.trim().is_empty()).unwrap_or(&option.key);
        out.line(&format!("  {}: {},", computed_key(&option.key), literal(label)));
    }
    out.line("};");
}
