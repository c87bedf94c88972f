//! The tables of a schema, made from definitions.

mod relations;

use std::sync::LazyLock;

use weda_definition::{Definition, Definitions, Field, OptionSets};

use super::column::Column;
use super::names::Names;
pub(super) use relations::{Link, References, Side};

/// The fields that every record has, declared or not.
///
/// Source: "Data model fields" of the vendor's manual.
static IMPLIED: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let text = r#"{ "type": "object", "properties": {
        "_id": { "type": "string" },
        "createdAt": { "type": "number", "format": "datetime", "x-system": true },
        "updatedAt": { "type": "number", "format": "datetime", "x-system": true },
        "owner": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" }, "x-system": true },
        "createBy": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" }, "x-system": true },
        "updateBy": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" }, "x-system": true }
    } }"#;
    // The text is a constant, which the tests parse.
    Definition::parse("implied", "built in", text).map(|implied| implied.fields).unwrap_or_default()
});

/// All tables of a schema.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) tables: Vec<Table>,
    pub(super) links: Vec<Link>,
    /// Relations that get no table and no foreign key, one sentence each.
    pub(super) notes: Vec<String>,
}

/// A model's table.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    /// The identifier of the model.
    pub(super) model: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    /// `_id` is the first.
    pub(super) columns: Vec<Column>,
    /// The name of the column with all that the other ones cannot hold.
    pub(super) extra: String,
    pub(super) references: Vec<References>,
    /// Names of the primary key and of its table's constraints.
    pub(super) primary_key: String,
    pub(super) constraints: Names,
}

impl Plan {
    /// Plans the tables of models, and returns them with the names in the schema that are taken.
    ///
    /// `with_links` adds a table for each relation that no column holds.
    pub(super) fn of(all: &Definitions, sets: &OptionSets, with_links: bool) -> (Self, Names) {
        let models: Vec<&Definition> = all.iter().collect();
        let mut relations = Names::default();
        let names = relations.take_all(models.iter().map(|model| model.identifier.as_str()));
        let mut tables: Vec<Table> =
            models.iter().zip(names).map(|(model, name)| Table::of(model, name, sets)).collect();
        let mut notes = Vec::new();
        let links = relations::links(all, &models, &tables, &mut relations, &mut notes);
        let links = if with_links { links } else { left_out(links, &mut notes) };
        relations::references(&models, &mut tables, &mut notes);
        for table in &mut tables {
            table.primary_key = relations.take(&format!("{}_pkey", table.model));
        }
        (Self { tables, links, notes }, relations)
    }
}

/// Notes that relations are left out.
fn left_out(links: Vec<Link>, notes: &mut Vec<String>) -> Vec<Link> {
    notes.extend(
        links.iter().map(|link| {
            format!("the related records of `{}` of model `{}` are left out", link.own.key, link.own.model)
        }),
    );
    Vec::new()
}

impl Table {
    fn of(model: &Definition, name: String, sets: &OptionSets) -> Self {
        let implied = IMPLIED.iter().filter(|field| model.field(&field.key).is_none());
        let mut fields: Vec<&Field> = model.fields.iter().chain(implied).filter(|field| is_column(field)).collect();
        // The order of a file is arbitrary, that of the designer is not. The platform's own fields come last.
        fields.sort_by_key(|field| (field.key != "_id", field.system, field.position.unwrap_or(i64::MAX)));
        let mut columns: Vec<Column> = fields.iter().map(|field| Column::of(field, sets)).collect();
        let mut names = Names::of_columns();
        let taken = names.take_all(fields.iter().map(|field| field.key.as_str()));
        for (column, name) in columns.iter_mut().zip(taken) {
            column.name = name;
        }
        let extra = names.take("_extra");
        Self {
            name,
            model: model.identifier.clone(),
            title: model.title.clone(),
            description: model.description.clone(),
            columns,
            extra,
            references: Vec::new(),
            primary_key: String::new(),
            constraints: Names::default(),
        }
    }

    /// The column of the field with this key.
    pub(super) fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }
}

fn is_column(field: &Field) -> bool {
    field.is_stored() || field.key == "_id"
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_record_has_the_implied_fields() {
        assert_eq!(super::IMPLIED.len(), 6);
    }
}
