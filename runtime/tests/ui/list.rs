//! The mistakes that must not compile and the features that must, each with its cases.

use crate::case::cases;

/// An item with its cases; `*` in a name stands for anything.
type Item = (&'static str, &'static [&'static str]);

const ATTRIBUTE: &[Item] = &[
    ("unknown model", &["unknown_model", "unknown_model_of_target", "model_in_wrong_case", "definition_with_its_*"]),
    ("no identifier of a model", &["missing_argument", "name_without_model", "argument_*", "named_*", "constant_as_*"]),
    ("unknown option", &["unknown_option_of_attribute", "unknown_option_of_field", "rename_*", "option_of_*"]),
    ("an attribute out of place", &["second_attribute", "option_without_parentheses"]),
    ("an attribute on a condition", &["conditional_field*", "conditional_option*"]),
    ("missing definition", &["missing_definition"]),
    ("broken definition", &["broken_definition", "broken_option_sets", "broken_settings", "misspelled_optional"]),
    ("generic struct", &["generic_struct", "generic_struct_with_a_constant", "borrowing_struct", "unit_struct_with_*"]),
    ("enum", &["enum_instead_of_struct", "union_instead_of_struct", "function"]),
    ("tuple struct", &["tuple_struct"]),
    ("directory of definitions: the variable", &["directory_of_variable", "directory_of_variable_before_settings"]),
    ("directory of definitions: the settings", &["directory_of_settings"]),
    ("directory of definitions: the nearest", &["directory_that_is_nearest"]),
    ("directory of definitions: none", &["no_directory"]),
];

const STRUCT: &[Item] = &[
    ("unknown field", &["unknown_field*", "unknown_key", "misspelled_chinese_field", "misspelled_rename"]),
    ("wrong type: texts", &["text_*", "required_text_as_number", "boxed_text", "borrowed_text"]),
    ("wrong type: numbers", &["number_*", "whole_number_*"]),
    ("wrong type: booleans", &["boolean_as_text", "keyword_of_wrong_type"]),
    ("wrong type: choices", &["choice_as_number", "required_choice_as_number"]),
    ("wrong type: dates and times", &["date_as_datetime", "datetime_as_*", "time_as_datetime"]),
    ("wrong type: files and regions", &["file_as_number", "region_as_file"]),
    ("wrong type: locations", &["location_as_text", "tuple_as_location"]),
    ("wrong type: JSON and objects", &["json_as_text", "object_as_*"]),
    ("wrong type: automatic numbers", &["automatic_number_as_number"]),
    ("wrong type: ids and relations", &["id_as_text", "relation_as_text", "new_relation_as_text"]),
    ("wrong type: of the user's own", &["newtype_that_*", "type_that_*", "wrong_type_in_macro"]),
    ("types without a size", &["boxed_trait_object", "list_without_size", "option_*without_size"]),
    ("`T` where the value may be null", &["nullable_*", "optional_field", "present_field", "option_twice"]),
    ("a list for a scalar", &["scalar_as_list"]),
    ("a scalar for a list", &["list_as_scalar", "files_as_one", "relations_as_one", "reverse_relation_as_one"]),
    ("a list of a wrong type", &["list_of_*", "array_as_list"]),
    ("wrong enum", &["choice_of_another_set"]),
    (
        "wrong relation target",
        &["relation_to_another_model", "required_relation_*", "chinese_relation_*", "list_of_relations_*"],
    ),
    ("the same wire field twice", &["wire_field_twice*", "rust_field_twice*"]),
    ("`load`: a type that cannot hold the records", &["load_*_of_another_model", "load_plain_struct", "load_*_type"]),
    ("`load`: `T` where there may be no record", &["load_without_option"]),
    ("`load`: a list for one record, one for a list", &["load_list_of_one", "load_option_of_list"]),
    ("`load`: not a relation", &["load_on_*", "load_unknown_key", "load_without_key", "load_and_rename", "load_twice"]),
    ("`load`: two levels", &["load_two_levels", "load_itself*"]),
    ("a view where an id goes", &["view_without_load"]),
];

const FILTER_AND_ORDER: &[Item] = &[
    ("a value of a wrong type", &["compare_*", "one_of_wrong_type", "one_of_references_*"]),
    ("`contains` and similar on or with other kinds than text", &["contains_*", "starts_with_on_*", "ends_with_on_*"]),
    ("not a filter", &["filter_by_*"]),
    ("operators of Rust in place of methods", &["compare_by_*"]),
    ("`gt` on kinds without an order", &["order_operator_on_*"]),
    ("invalid ranges, or kinds without ranges", &["range_*", "value_instead_of_range"]),
    ("`is_null` on kinds that cannot be compared", &["is_null_on_*"]),
    ("any operator on a JSON array", &["equality_on_*", "inequality_on_*", "one_of_on_list", "operator_that_*"]),
    ("a constant that does not exist", &["field_that_does_not_exist", "field_that_does_not_exist_on_view"]),
    (
        "a field of another model",
        &["filter_of_another_model", "order_of_another_model", "raw_filter_*", "views_of_two_models"],
    ),
    (
        "one side of `&` from another model, or no filter",
        &["joined_filters_*", "alternative_filters_*", "all_of_filters_*"],
    ),
    ("a condition from another model", &["conditional_filter_of_another_model"]),
    ("a filter through a field that leads elsewhere, or nowhere", &["matches_*"]),
    ("an unorderable field", &["sort_by_*", "sort_at_run_time_*", "order_by_field_without_direction"]),
    ("an id of another model", &["compare_*_with_id_of_another_model", "get_by_*", "ids_of_two_models_compared"]),
    ("dates, datetimes and times mixed up", &["compare_date*", "compare_time_*"]),
    (
        "an `Option` in a filter",
        &["compare_with_option", "compare_with_none", "compare_text_with_option", "one_of_options"],
    ),
];

const READ_AND_WRITE: &[Item] = &[
    ("a field that the view did not load", &["read_field_that_is_not_loaded"]),
    ("`load` of fields that are not relations, or for other rows", &["load_*"]),
    ("the prelude left out", &["prelude_missing"]),
    ("writing a system field", &["set_system_field*", "clear_system_field", "set_id"]),
    ("writing an automatic number", &["set_automatic_number"]),
    ("a list of related records set to something else", &["set_list_of_relations_*"]),
    (
        "any write to a system model",
        &["create_on_*", "update_on_*", "delete_on_*", "delete_all_on_*", "set_on_view_*", "new_shape_of_*"],
    ),
    ("`clear` on a required field", &["clear_required_field", "clear_required_field_on_view", "set_required_field_*"]),
    ("create without a required field", &["create_without_*"]),
    ("an unknown field in the create literal", &["create_with_unknown_field"]),
    ("an optional field in the create literal", &["create_with_optional_field_in_literal"]),
    ("a create value of a wrong type", &["create_with_value_of_wrong_type", "create_value_*", "new_record_set_to_*"]),
    ("a patch value of a wrong type", &["set_*_to_*", "set_choice_of_another_set", "set_list_of_wrong_type"]),
    ("a `None` of no type", &["set_to_bare_none"]),
    ("a changed patch that is dropped", &["set_and_lost", "set_some_and_lost", "set_as_a_statement"]),
    ("a model whose fields are not known at run time", &["patch_from_json_*", "sort_by_key_*"]),
    ("not an id", &["get_by_text", "get_by_row", "require_by_*", "delete_by_row", "update_by_text"]),
    ("not a patch", &["update_with_row", "update_with_new_record"]),
    ("a write by filter without a limit, or of another model", &["update_all_*", "update_where_*", "delete_where_*"]),
    ("an upsert by something that is not unique, or of another model", &["upsert_*"]),
    ("a change without old values, of another model, or of what cannot be compared", &["change_*"]),
    ("an increment of or by something else than numbers", &["increment_*"]),
    ("a row without an id", &["identified_*"]),
    ("a create of another model", &["create_of_another_model", "create_from_*", "new_record_sets_*"]),
    ("`new` where values are required, or nothing is a model", &["new_of_*"]),
    ("a patch of another model", &["update_with_patch_of_another_model", "update_by_*", "delete_by_*", "patch_*"]),
];

const BULK: &[Item] = &[
    ("rows that are not new records", &["bulk_of_references", "bulk_of_read_rows"]),
    ("invalid ids", &["bulk_of_rows_*", "bulk_of_texts_*", "bulk_of_numbers_*"]),
    ("invalid changes", &["bulk_of_swapped_changes", "bulk_of_untyped_changes_*"]),
    ("inputs that are not iterators or not `Send`", &["bulk_of_one_row", "bulk_input_*"]),
    ("records of another model", &["bulk_of_*of_another_model"]),
];

const NO_ROW_TYPE: &[Item] = &[
    ("a call on a struct without the attribute", &["*_on_plain_struct", "query_through_the_trait", "records_of_*"]),
    ("a call on the name of a model", &["query_on_name_of_model", "patch_on_name_of_model"]),
    ("a call on another generated type", &["query_on_option_set", "query_on_new_record", "get_on_nested_object"]),
    ("a bound", &["row_bound_*"]),
    ("a type parameter", &["update_of_parameter", "delete_of_parameter", "create_of_parameter", "id_of_another_*"]),
    ("an id of no model", &["id_without_model", "id_of_plain_struct"]),
];

const RUST: &[Item] = &[
    ("a forgotten `.await`", &["await_forgotten_*"]),
    ("a forgotten `?` or `Option`", &["question_mark_forgotten_*", "option_forgotten"]),
    ("a loop over pages or streams", &["page_in_loop", "stream_in_loop"]),
    ("a call for a future", &["call_as_future"]),
    ("Rust's own operators", &["compare_by_sign", "equality_by_sign", "negated_field", "compare_choice_of_row_*"]),
    ("a field or a text for something else", &["field_in_lower_case", "one_of_text"]),
    ("an id for another type", &["id_named_after_another_row", "relation_as_record"]),
    ("methods of other types", &["all_on_query", "all_on_list", "key_of_query"]),
    ("a row for its id or its patch", &["update_with_row"]),
    ("a new record by reference, or many", &["create_with_reference", "create_of_many"]),
];

const MORE_THAN_ONE: &[Item] = &[
    ("two mistakes", &["two_*", "unknown_field_and_wrong_type"]),
    ("two views that load each other", &["load_in_a_circle"]),
    ("a view that cannot be sent to another thread", &["type_that_cannot_be_sent"]),
    ("rustc's own `&&` and `||`", &["and_instead_of_ampersand", "or_instead_of_bar"]),
    ("a `None` of no type, which rustc reports twice", &["filter_by_bare_none"]),
];

const RIGHT: &[Item] = &[
    ("partial update without required fields", &["writes"]),
    ("upserts, writes by filter, changes and increments", &["conditional_writes"]),
    ("filters on `_id` and on fields that the view does not load", &["filters_on_id_*", "subset_of_the_fields"]),
    ("views in functions and modules", &["view_in_*", "views_in_generic_code"]),
    ("views and generated structs side by side", &["views_and_generated_rows_mix", "relation*", "new_record_*"]),
    ("the user's own serde derives and renames", &["serde_beside", "attributes_of_the_users", "names_of_fields"]),
    ("aliases", &["aliases"]),
    ("newtypes", &["types_of_the_users_own"]),
    ("types of each field's own", &["every_field", "choices*", "nested_*", "files_*", "option_of_required_field"]),
    ("traits of the user's own on clients and queries", &["methods_of_the_users_own"]),
    ("conditional filters", &["conditional_filters"]),
    ("relations that are loaded, filtered through and written", &["relations_as_fields"]),
    ("views that load views", &["views_that_load_views"]),
    ("values by reference", &["values_by_reference"]),
    ("patches of run time, writes by filter", &["patches"]),
    ("code for rows of any model", &["rows_of_any_model"]),
    ("operators that a dialect allows", &["operators_of_the_dialect"]),
    (
        "names of any kind",
        &["chinese_names", "keywords_as_names", "names_in_scope", "names_of_helpers", "types_of_the_users_with_*"],
    ),
    ("names that are written in another way, or are other things", &["raw_identifiers", "constants_in_scope"]),
    ("everything in the guide", &["guide"]),
    ("views without a warning", &["all_lints", "unused_view", "one_field_and_none"]),
];

#[test]
fn every_item_has_cases_and_every_case_an_item() {
    let wrong = [ATTRIBUTE, STRUCT, FILTER_AND_ORDER, READ_AND_WRITE, BULK, NO_ROW_TYPE, RUST].concat();
    for (groups, items) in [(&["fail", "places"][..], &wrong[..]), (&["known"], MORE_THAN_ONE), (&["pass"], RIGHT)] {
        let names: Vec<String> = groups.iter().flat_map(|group| cases(group)).map(|case| case.name).collect();
        for (item, patterns) in items {
            for pattern in *patterns {
                assert!(names.iter().any(|name| is_of(name, pattern)), "{item}: no case is called {pattern}");
            }
        }
        for name in &names {
            let has_item = items.iter().any(|(_, patterns)| patterns.iter().any(|pattern| is_of(name, pattern)));
            assert!(has_item, "{name} belongs to no item");
        }
    }
}

/// Returns true if the name matches the pattern, which has at most two `*`.
fn is_of(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => name == pattern,
        Some((begin, "")) => name.starts_with(begin),
        Some((begin, rest)) => {
            let (middle, is_open) = rest.strip_suffix('*').map_or((rest, false), |middle| (middle, true));
            name.strip_prefix(begin).is_some_and(|name| match is_open {
                true => name.contains(middle),
                false => name.ends_with(middle),
            })
        }
    }
}
