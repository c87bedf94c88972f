//! The files from which the fuzzing of pages starts, on any compiler.

#[path = "../../fuzz/bodies/row.rs"]
mod body;

use std::fs;

fn corpus() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/row");
    fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn no_page_of_the_corpus_makes_it_panic() {
    assert!(corpus().len() >= 4);
    for page in corpus() {
        body::row(&page);
    }
}

/// The first steps of a fuzzer: a page that ends anywhere, and one with another byte in any place.
#[test]
fn nor_does_one_that_is_broken() {
    for page in corpus() {
        for at in 0..page.len() {
            body::row(&page[..at]);
            for byte in *b"\"\\}\xff" {
                let mut page = page.clone();
                page[at] = byte;
                body::row(&page);
            }
        }
    }
}
