//! Names that generated types and files must not have.

/// The standard prelude, the types that generated code names, and the runtime's prelude.
pub(crate) const TYPE_NAMES: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    "AreaCode",
    "Client",
    "Date",
    "DateTime",
    "EnvType",
    "Error",
    "ErrorKind",
    "FileRef",
    "Id",
    "IntoCreate",
    "Json",
    "Location",
    "Model",
    "Row",
    "TimeOfDay",
];

/// Crates in paths of the user's code, and tools in attributes: a module of the same name, also one from a glob import,
/// would hide them.
pub(super) const CRATE_NAMES: &[&str] = &["alloc", "clippy", "core", "diagnostic", "rustfmt", "std", "weda"];

/// Files in `src` that cargo takes for crate roots.
pub(super) const ROOT_NAMES: &[&str] = &["lib", "main"];

/// Names that Windows reserves for devices, with any extension.
pub(super) const FILE_NAMES: &[&str] = &[
    "aux", "con", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];
