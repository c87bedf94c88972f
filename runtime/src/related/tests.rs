use super::ids_at;

#[test]
fn ids_are_found_in_every_form_of_a_relation() {
    for (value, ids) in [
        (r#""a1""#, &["a1"][..]),
        (r#"{"_id":"a1"}"#, &["a1"]),
        (r#"{"title":{"_id":"x"},"_id":"a1"}"#, &["a1"]),
        (r#""{\"_id\":\"a1\"}""#, &["a1"]),
        (r#"[{"_id":"a1"},"b2",null]"#, &["a1", "b2"]),
        (r#""""#, &[]),
        ("null", &[]),
        ("{}", &[]),
        ("7", &[]),
        ("[7]", &[]),
    ] {
        let record = format!(r#"{{"other":{{"spuId":"x"}},"spuId":{value},"_id":"r"}}"#);
        assert_eq!(ids_at(&record, "spuId"), ids, "{value}");
    }
    assert_eq!(ids_at(r#"{"_id":"r"}"#, "spuId"), [""; 0]);
}
