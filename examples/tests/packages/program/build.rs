fn main() {
    weda_codegen::build();
}
