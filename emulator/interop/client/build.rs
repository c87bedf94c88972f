//! Generates the types of the models.

fn main() {
    weda_codegen::build();
}
