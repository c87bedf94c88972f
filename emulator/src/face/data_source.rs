//! Models as data sources, the form in which the cloud API and the gateway describe them.

mod basic_list;
mod selection;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use weda_definition::Definition;
use weda_definition::hash::fnv_64;

use crate::schema::table_name;
use crate::service::{ModelDetails, Service, Session};
use crate::stage::Stage;
pub(super) use basic_list::basic_list;
pub(super) use selection::{NameFilter, Selection};

/// The offset of Beijing's time from UTC, in seconds.
const BEIJING: i64 = 8 * 3600;

/// A model with what the platform keeps of it.
pub(super) struct DataSource<'a> {
    definition: &'a Definition,
    details: ModelDetails,
}

impl<'a> DataSource<'a> {
    pub(super) fn of(service: &Service, definition: &'a Definition) -> Self {
        Self { definition, details: service.model_details(&definition.identifier) }
    }

    pub(super) fn name(&self) -> &'a str {
        &self.definition.identifier
    }

    /// The stable id.
    pub(super) fn id(&self) -> String {
        id_of(self.name())
    }

    /// The title, if it has one: a made-up one would be pulled as a change of the definition.
    pub(super) fn title(&self) -> Option<Value> {
        if let Some(title) = &self.details.title {
            return Some(json!(title));
        }
        self.members().remove("title").filter(Value::is_string)
    }

    /// The members of the definition.
    fn members(&self) -> Map<String, Value> {
        serde_json::from_str(&self.definition.text).unwrap_or_default()
    }

    /// The relations to other models.
    fn relations(&self) -> Vec<Value> {
        let Some(Value::Object(fields)) = self.members().remove("properties") else { return Vec::new() };
        let relation = |(field, declared): (String, Value)| {
            let target = declared["x-parent"]["parentDataSourceName"].as_str()?;
            Some(json!({ "Field": field, "Format": declared["format"], "RelateDataSourceName": target }))
        };
        fields.into_iter().filter_map(relation).collect()
    }

    fn description(&self) -> &str {
        self.details.description.as_deref().or(self.definition.description.as_deref()).unwrap_or_default()
    }

    pub(super) fn is_system(&self) -> bool {
        self.definition.is_system()
    }

    fn sub_type(&self) -> &'static str {
        if self.is_system() { "System" } else { "database" }
    }

    /// The members by which lists are filtered.
    const FILTERED: [&'static str; 6] = ["Id", "Name", "Title", "Type", "SubType", "DbInstanceType"];

    /// Returns true for the name of a member by which lists are filtered. Clients write `sub_type` and `SubType`.
    fn has_member(name: &str) -> bool {
        Self::FILTERED.iter().any(|known| known.eq_ignore_ascii_case(&name.replace('_', "")))
    }

    /// The value of such a member.
    fn member(&self, name: &str) -> String {
        match name.replace('_', "").to_lowercase().as_str() {
            "id" => self.id(),
            "name" => self.name().to_owned(),
            "title" => self.title().and_then(|title| Some(title.as_str()?.to_owned())).unwrap_or_default(),
            "subtype" => self.sub_type().to_owned(),
            "dbinstancetype" => self.details.db_instance_type.clone(),
            _ => "database".to_owned(),
        }
    }

    /// The members of the schema calls.
    pub(super) fn schema(&self) -> Value {
        let mut row = json!({ "Id": self.id(), "Name": self.name(), "Schema": self.definition.text });
        if let Some(title) = self.title() {
            row["Title"] = title;
        }
        row
    }

    /// All members.
    pub(super) fn row(&self, session: &Session<'_>) -> Value {
        let published = session.definitions(Stage::Prod).find(|published| published.identifier == self.name());
        let is_published = published.is_some_and(|published| published.text == self.definition.text);
        let mut row = self.schema();
        let members = json!({
            "Description": self.description(),
            "Type": "database",
            "SubType": self.sub_type(),
            "DbInstanceType": self.details.db_instance_type,
            "DbSourceType": null,
            "DbLinkName": null,
            "TableNameRule": self.details.table_name_rule,
            "PreviewTableName": table_name(self.name(), Stage::Pre),
            "PublishedTableName": table_name(self.name(), Stage::Prod),
            "PublishStatus": i32::from(is_published),
            "ChildDataSourceNames": [],
            "RelationFieldList": self.relations(),
            "Methods": null,
            "ViewId": null,
            "CreatedAt": beijing(self.details.created),
            "UpdatedAt": beijing(self.details.updated),
            "UpdateTime": beijing(self.details.updated),
        });
        if let (Value::Object(row), Value::Object(members)) = (&mut row, members) {
            row.extend(members);
        }
        row
    }
}

/// The id of the data source of a model: the same in every run and release.
pub(super) fn id_of(identifier: &str) -> String {
    format!("data-{:09x}", fnv_64(identifier.as_bytes()) & 0xf_ffff_ffff)
}

/// A time as the platform prints it: `2026-01-01 08:00:00`.
fn beijing(time: Timestamp) -> String {
    let local = Timestamp::from_second(time.as_second().saturating_add(BEIJING)).unwrap_or(time);
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
