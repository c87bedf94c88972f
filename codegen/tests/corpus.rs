//! Parses the fuzzing corpus of definitions, on any compiler.

#[path = "../../fuzz/bodies/definition.rs"]
mod body;

#[test]
fn no_definition_of_the_corpus_makes_it_panic() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/definition");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        body::definition(&std::fs::read(file).unwrap());
    }
}
