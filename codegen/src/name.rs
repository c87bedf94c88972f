//! Rust names for the keys and identifiers of definitions.
//!
//! The functions depend only on the word, so that a new field or model does not change the names of others; only
//! [`NameScope`] considers other names.

mod keyword;
mod name_scope;
mod reserved;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

#[cfg(feature = "format")]
pub(crate) use keyword::is_identifier;
pub(crate) use keyword::is_keyword;
pub(crate) use name_scope::{NameScope, NameStyle};
pub(crate) use reserved::TYPE_NAMES;

/// Returns the field name for a key: `admittedAt` -> `admitted_at`, `_mainDep` -> `main_dep`, `2fa` -> `n2fa`.
pub(crate) fn field(key: &str) -> String {
    let name = usable(key).to_snake_case();
    // The keywords that cannot be raw identifiers; `Self` is `self` here.
    if matches!(name.as_str(), "self" | "super" | "crate") { name + "_" } else { name }
}

/// Returns the module and file name for a model's identifier: `after-service` -> `after_service`, `type` -> `type_`.
pub(crate) fn module(identifier: &str) -> String {
    let name = usable(identifier).to_snake_case();
    let reserved = [reserved::CRATE_NAMES, reserved::ROOT_NAMES, reserved::FILE_NAMES].concat();
    let unusable = is_keyword(&name) || reserved.contains(&name.as_str());
    if unusable { name + "_" } else { name }
}

/// Returns the type name for a model's identifier: `sys_user` -> `SysUser`, `option` -> `OptionModel`.
pub(crate) fn model(identifier: &str) -> String {
    let name = usable(identifier).to_upper_camel_case();
    // Chinese has no case to distinguish a type from its module, or the module of `学生2` from the type of `学生_2`.
    let has_case = name.contains(|c: char| c.is_ascii_uppercase());
    let unusable = reserved::TYPE_NAMES.contains(&name.as_str()) || !has_case;
    if unusable { name + "Model" } else { name }
}

/// Returns the type name for a shared option set: `gender` -> `Gender`, `option` -> `OptionOptions`.
pub(crate) fn option_set(name: &str) -> String {
    let type_name = usable(name).to_upper_camel_case();
    // It is in the same scope as the modules of models, and Chinese has no case to distinguish them.
    let unusable = reserved::TYPE_NAMES.contains(&type_name.as_str()) || type_name == module(name);
    if unusable { type_name + "Options" } else { type_name }
}

/// Returns the part of a type name that a field adds: `homeAddress` -> `HomeAddress`.
pub(crate) fn part(key: &str) -> String {
    usable(key).to_upper_camel_case()
}

/// Returns the variant name for an option: `in-stock` -> `InStock`, `1` -> `N1`, `一年级` stays.
pub(crate) fn variant(key: &str) -> String {
    let name = usable(key).to_upper_camel_case();
    if matches!(name.as_str(), "Self" | "Other") { name + "_" } else { name }
}

/// Returns true if the name contains every character of the word, apart from word separators.
pub(crate) fn is_plain(word: &str) -> bool {
    word.chars().all(|c| is_shown(word, c) || matches!(c, '_' | '-' | ' ')) && !word.trim().is_empty()
}

/// Replaces characters that a name cannot contain by word breaks. The result is not empty and does not begin with a digit.
fn usable(word: &str) -> String {
    let shown: String = word.chars().map(|c| if is_shown(word, c) { c } else { '_' }).collect();
    let shown = shown.trim_matches('_');
    if shown.is_empty() {
        spelled_out(word)
    } else if shown.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{shown}")
    } else {
        shown.to_owned()
    }
}

/// A name for a word without usable characters: the code points of its first characters.
fn spelled_out(word: &str) -> String {
    if word.is_empty() {
        return "empty".to_owned();
    }
    word.chars().take(4).map(|c| format!("u{:x}", u32::from(c))).collect()
}

/// ASCII letters, digits and common Chinese characters. For others rustc's lint `uncommon_codepoints` applies, which
/// generated code could only allow for the user's whole crate.
fn is_shown(word: &str, c: char) -> bool {
    c.is_ascii_alphanumeric() || (is_chinese(c) && word.chars().any(|c| is_chinese(c) && !LOOK_ALIKES.contains(c)))
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Characters that rustc's lint `mixed_script_confusables` takes for letters of another script, unless there is another
/// Chinese character.
const LOOK_ALIKES: &str = "一丅丫丿乄二亻八力匕卜厶口囗夕工彐礻";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case_without_leading_underscores() {
        let names = ["admittedAt", "_id", "_mainDep", "u_ben_ren", "openID", "self", "2fa", "姓名", "type"].map(field);
        assert_eq!(names, ["admitted_at", "id", "main_dep", "u_ben_ren", "open_id", "self_", "n2fa", "姓名", "type"]);
    }

    #[test]
    fn models_are_camel_case_and_leave_known_types_alone() {
        let names =
            ["sys_user", "after-service", "student_bky05o0", "order", "option", "self", "学生", "学生_2"].map(model);
        assert_eq!(
            names,
            [
                "SysUser",
                "AfterService",
                "StudentBky05o0",
                "Order",
                "OptionModel",
                "SelfModel",
                "学生Model",
                "学生2Model"
            ]
        );
    }

    #[test]
    fn option_sets_leave_known_types_and_modules_alone() {
        assert_eq!(
            ["gender", "qj_lx", "option", "性别"].map(option_set),
            ["Gender", "QjLx", "OptionOptions", "性别Options"]
        );
    }

    #[test]
    fn modules_avoid_keywords_and_device_names() {
        let names = ["after-service", "type", "con", "std", "lib", "business_hYHv", "TravelOrder"].map(module);
        assert_eq!(names, ["after_service", "type_", "con_", "std_", "lib_", "business_h_y_hv", "travel_order"]);
        assert_eq!(["rustfmt", "diagnostic", "Clippy"].map(module), ["rustfmt_", "diagnostic_", "clippy_"]);
    }

    #[test]
    fn variants_show_what_they_can() {
        let names = ["一年级", "in-stock", "1", "self", "other", "", "①", "一", "100%"].map(variant);
        assert_eq!(names, ["一年级", "InStock", "N1", "Self_", "Other_", "Empty", "U2460", "U4e00", "N100"]);
    }

    #[test]
    fn words_with_odd_characters_are_not_plain() {
        assert!(["admittedAt", "after-service", "ball games", "姓名", "1", "一年级"].into_iter().all(is_plain));
        assert!(!["", " ", "100%", "①", "一"].into_iter().any(is_plain));
    }
}
