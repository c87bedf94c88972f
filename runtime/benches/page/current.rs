//! Checks that the generated code beside this file is current.

use std::path::Path;

use weda_codegen::{Settings, generate};

/// Generates the code again and compares it with the measured code.
///
/// # Panics
/// Panics if they differ.
pub fn assert_current() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/page");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        generate(&here.join("database-schemas"), &here.join("models"), &Settings::default()).unwrap();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("models-of-the-bench");
    std::fs::create_dir_all(&folder).unwrap();
    generate(&here.join("database-schemas"), &folder.join("models"), &Settings::default()).unwrap();
    for file in ["models.rs", "models/repair.rs", "models/repair_text.rs"] {
        let [old, new] = [here.join(file), folder.join(file)].map(|file| std::fs::read_to_string(file).unwrap());
        assert!(old == new, "{file} is not current: run the bench with UPDATE_GOLDEN=1 and read the diff");
    }
}
