//! The TypeScript module.

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;

use crate::fixture::{example, folders, generate, hostile, node};

pub fn real_models_compile() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    for (name, dir) in folders() {
        let out = folder.path().join(format!("{name}.ts"));
        generate(&dir, "ts", &out)?;
        assert!(fs::read_to_string(&out)?.matches("export interface ").count() > 5, "{name}");
        node("compile.cjs", &[&out])?;
    }
    Ok(())
}

/// Text of a definition stays text: the module declares what the plan has and nothing else, and the labels are all there.
pub fn hostile_models_compile() -> Result<(), Failed> {
    let folder = hostile()?;
    let out = folder.path().join("models.ts");
    generate(&folder.path().join("database-schemas"), "ts", &out)?;
    node("compile.cjs", &[&out])?;
    let text = fs::read_to_string(&out)?;
    for hidden in ['\u{202e}', '\u{2028}', '\u{2029}'] {
        assert!(!text.contains(hidden), "{hidden:?}");
    }
    node("hostile.cjs", &[&out])?;
    Ok(())
}

/// Right uses compile; of the wrong ones, each is an error at its line.
pub fn uses() -> Result<(), Failed> {
    let folder = example()?;
    let out = folder.path().join("models.ts");
    generate(&folder.path().join("database-schemas"), "ts", &out)?;
    let uses = folder.path().join("uses.ts");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/uses.ts"), &uses)?;
    node("compile.cjs", &[&uses])?;
    // The compiler does judge: without its comment a wrong use is an error.
    let text = fs::read_to_string(&uses)?;
    fs::write(&uses, text.replacen("// @ts-expect-error", "//", 1))?;
    assert!(node("compile.cjs", &[&uses]).is_err());
    Ok(())
}
