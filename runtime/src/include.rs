//! Inclusion of code from a build script.

/// Includes the models that `weda_codegen::build()` generates in a build script.
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
/// The code is the same as from `weda generate`, which writes it into `src`. A build script keeps it up to date and out
/// of the repository.
#[macro_export]
macro_rules! include_models {
    () => {
        ::core::include!(::core::concat!(
            ::core::env!(
                "OUT_DIR",
                "this package has no build script: `weda::include_models!()` includes what `weda_codegen::build()` generates in a \
                 `build.rs`, with weda-codegen among the build-dependencies"
            ),
            "/models.rs"
        ));
    };
}
