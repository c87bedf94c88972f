/// Returns the candidate nearest to `name`, if it is close enough.
///
/// ```
/// assert_eq!(weda_codegen::nearest("phnoe", ["name", "phone"]), Some("phone"));
/// ```
///
/// Swapped letters count once, and names of four letters and more may differ in two places: the usual limit, a third of the
/// length, would miss `phnoe`.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let allowed = if length < 4 { 1 } else { (length / 3).max(2) };
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typing_mistakes_are_recognised_and_other_words_are_not() {
        let fields = ["phone", "name", "nick_name", "type", "id"];
        for (slip, meant) in [
            ("phnoe", Some("phone")),
            ("nickname", Some("nick_name")),
            ("nickName", Some("nick_name")),
            ("typ", Some("type")),
            ("salary", None),
            ("x", None),
        ] {
            assert_eq!(nearest(slip, fields), meant, "{slip}");
        }
    }
}
