//! Code that a build script generated.

/// Puts the models where it stands: the code that `weda_codegen::build()` made of the definitions in a build script.
///
/// ```text
/// // build.rs, with weda-codegen among the build-dependencies
/// fn main() {
///     weda_codegen::build();
/// }
///
/// // src/main.rs
/// mod models {
///     weda::include_models!();
/// }
/// use models::{NewStudent, Student};
/// ```
///
/// The code is the same as that of `weda generate`, which writes it into `src` for everybody to read. A build script
/// keeps it out of the repository and up to date.
#[macro_export]
macro_rules! include_models {
    () => {
        ::core::include!(::core::concat!(
            ::core::env!(
                "OUT_DIR",
                "this package has no build script: `weda::include_models!()` includes what `weda_codegen::build()` makes in a \
                 `build.rs`, with weda-codegen among the build-dependencies"
            ),
            "/models.rs"
        ));
    };
}
