//! Code that was generated for any version of the runtime's private module (`weda::__private::v1`, `v2`) still compiles.
//!
//! The folders below `tests/outputs` are never regenerated. When emitted code begins to use an item that none of them uses,
//! add a copy of the golden files under the next name, and a line to [`FROZEN`].

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::compile::User;
use crate::support::{copy, golden, kinds, texts};

/// Each folder with the hash of its files.
const FROZEN: &[(&str, u64)] = &[
    ("v1_fixtures", 0x3459b1d48d3ec111),
    ("v1_kinds", 0xfe512b092202cbcf),
    ("v1_own_types", 0x11c1f2b48380d83a),
    ("v1_serde", 0xdedb568b24f319d9),
    ("v2_bare", 0x825e566cda49ac34),
    ("v2_fields", 0x93200749669d60d8),
    ("v2_fixtures", 0x4ac60c237c9f60d6),
    ("v2_kinds", 0x2301da3e446d4408),
    ("v2_relations", 0x6f948b13a231e5cf),
];

/// The user's types that the settings named.
const OWN: &str = "/// Types for some fields.
pub mod own {
    /// A text with a meaning.
    #[derive(Clone, Debug)]
    pub struct Phone(String);
    impl weda::codec::Codec for Phone {
        fn placeholder() -> Self {
            Self(String::placeholder())
        }
        fn read(&mut self, first: u8, reader: &mut weda::codec::Reader<'_>) -> Result<(), weda::codec::DecodeError> {
            self.0.read(first, reader)
        }
        fn write(&self, out: &mut weda::codec::Writer) {
            self.0.write(out);
        }
    }
    impl weda::codec::Decode<weda::field::Text> for Phone {}
}
";

fn outputs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outputs")
}

#[test]
fn the_old_outputs_are_unchanged() {
    let mut folders: Vec<String> =
        fs::read_dir(outputs()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    folders.sort();
    let found: Vec<(&str, u64)> = folders.iter().map(|name| (name.as_str(), hash(&outputs().join(name)))).collect();
    assert_eq!(found, FROZEN);
}

/// FNV-1a of all names and texts.
fn hash(folder: &Path) -> u64 {
    let files = texts(folder);
    let bytes = files.iter().flat_map(|(name, text)| name.bytes().chain(text.bytes()));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn old_outputs_compile() {
    let names: Vec<&str> = FROZEN.iter().map(|(name, _)| *name).collect();
    let modules: String = names.iter().map(|name| format!("pub mod {name} {{\n    pub mod models;\n}}\n")).collect();
    let library = format!("//! Code from the past.\n#![deny(warnings)]\n\n{OWN}{modules}");
    let user = User::of("old-outputs", "//! Uses nothing.\nfn main() {}\n", |source| {
        fs::write(source.join("lib.rs"), &library).unwrap();
        for name in &names {
            copy(&outputs().join(name), &source.join(name));
        }
    });
    user.check();
}

#[test]
fn old_outputs_use_all_that_generated_code_uses() {
    let frozen: BTreeSet<String> = FROZEN.iter().flat_map(|(name, _)| used(&outputs().join(name))).collect();
    let now: BTreeSet<String> = [golden(), kinds()].iter().flat_map(|folder| used(folder)).collect();
    let new: Vec<&String> = now.difference(&frozen).collect();
    assert!(new.is_empty(), "no old output uses {new:?}; see this file's docs");
}

/// The items of the runtime's private module that the files use.
fn used(folder: &Path) -> BTreeSet<String> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '!');
    let mut names = BTreeSet::new();
    for text in texts(folder).values() {
        for path in ["w::", "v1::", "v2::"] {
            let places = text.match_indices(path).filter(|(start, _)| !text[..*start].ends_with(is_name));
            names.extend(
                places.map(|(start, _)| {
                    text[start + path.len()..].chars().take_while(|c| is_name(*c)).collect::<String>()
                }),
            );
        }
    }
    names
}
