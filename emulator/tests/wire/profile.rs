//! Profiles from files.

use weda_emulator::Profile;
use weda_emulator::profile::{CommaIds, MasterRelations, NoRecord, Nulls, UnknownGet};

#[test]
fn a_file_changes_a_preset() {
    assert_eq!(Profile::parse("p", "").unwrap(), Profile::documented());
    for (name, preset) in
        [("documented", Profile::documented()), ("lenient", Profile::lenient()), ("strict", Profile::strict())]
    {
        assert_eq!(Profile::parse("p", &format!("preset = \"{name}\"")).unwrap(), preset);
    }
    let text = "preset = \"lenient\"\n[accept]\nput = false\ncomma_ids = \"one\"\n[lists]\nnulls = \"unknown\"\ntop_max = 7\n\
                [answers]\nunknown_get = \"not-found\"\n[identity]\nuser = \"administrator\"\n\
                [model_api]\nunknown_get = \"missing\"\nmaster_relations = \"to-one\"\npage_max = 50\nne = false\n";
    let mut expected = Profile::lenient();
    (expected.accept.put, expected.accept.comma_ids) = (false, CommaIds::One);
    (expected.lists.nulls, expected.lists.top_max) = (Nulls::Unknown, 7);
    expected.answers.unknown_get = UnknownGet::NotFound;
    expected.identity.user = "administrator".to_owned();
    let api = &mut expected.model_api;
    (api.unknown_get, api.master_relations) = (NoRecord::Missing, MasterRelations::ToOne);
    (api.page_max, api.ne) = (50, false);
    assert_eq!(Profile::parse("p", text).unwrap(), expected);
}

#[test]
fn mistakes_name_their_line() {
    let cases = [
        ("preset = \"loose\"", "line 1: unknown variant `loose`, expected one of `documented`, `lenient`, `strict`"),
        ("\n[accept]\nstartswith = true", "line 3: unknown field `startswith`, expected one of `starts_with`"),
        ("[acept]\nput = true", "unknown field `acept`, expected one of `preset`, `accept`"),
        ("[lists]\ntop_max = -1", "line 2: invalid value: integer `-1`, expected u32"),
        ("[lists]\n\nnulls = true", "line 3: "),
        ("[answers]\nunknown_get = \"404\"", "line 2: unknown variant `404`, expected one of `without-id`"),
        ("accept", "line 1: "),
        ("[model_api]\npre_path = true", "line 2: unknown field `pre_path`, expected one of `unknown_get`"),
        ("[model_api]\n\nmisuse = \"log\"", "line 3: unknown variant `log`, expected `refused` or `logged`"),
        (
            "[model_api]\nunknown_get = \"none\"",
            "line 2: unknown variant `none`, expected one of `null`, `empty`, `missing`",
        ),
        ("[model-api]", "unknown field `model-api`, expected one of `preset`, `accept`"),
    ];
    for (text, what) in cases {
        let error = Profile::parse("emulator.toml", text).unwrap_err().to_string();
        assert!(error.starts_with("emulator.toml: ") && error.contains(what), "{error}");
        assert!(error.ends_with("use the switches that the documentation of `Profile` lists"), "{error}");
    }
    let error = Profile::read("nowhere.toml").unwrap_err().to_string();
    assert!(error.starts_with("nowhere.toml cannot be read ("), "{error}");
}
