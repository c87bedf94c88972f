//! The fields of a model, by name and by title.

use std::collections::HashMap;

use weda::api::DefinitionRow;
use weda_codegen::nearest;
use weda_definition::{Definition, Field, Kind, PLATFORM_KEYS, printable};

/// The fields of a model, by name and by title.
pub(crate) struct Fields {
    definition: Definition,
    by_key: HashMap<String, usize>,
    by_title: HashMap<String, Vec<usize>>,
}

/// The field that a column or member refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resolved<'n> {
    /// The name of a field or of a system field.
    Field(&'n str),
    /// A title that two fields share.
    Several(&'n str, &'n str),
    /// Neither a name nor a title.
    Unknown,
}

/// Parses the definition of the service, if it is valid.
pub(crate) fn parsed(row: &DefinitionRow) -> Option<Fields> {
    Definition::parse(row.name(), row.name(), row.schema()).ok().map(Fields::from)
}

/// Returns true if the service may fill in a field without a value. Without a definition it may fill in any field.
pub(crate) fn is_filled_in(fields: Option<&Fields>, name: &str) -> bool {
    match fields.and_then(|fields| fields.get(name)) {
        Some(field) => !field.is_writable() || field.default.is_some(),
        None => true,
    }
}

impl From<Definition> for Fields {
    fn from(definition: Definition) -> Self {
        let fields = definition.fields.iter().enumerate();
        let by_key = fields.clone().map(|(at, field)| (field.key.clone(), at)).collect();
        let mut by_title = HashMap::<String, Vec<usize>>::new();
        for (at, field) in fields {
            if let Some(title) = &field.title {
                by_title.entry(title.clone()).or_default().push(at);
            }
        }
        Self { definition, by_key, by_title }
    }
}

impl Fields {
    /// The definition.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The keys of all fields.
    pub fn names(&self) -> Vec<String> {
        self.definition.fields.iter().map(|field| field.key.clone()).collect()
    }

    /// The field with this key.
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.by_key.get(key).map(|at| &self.definition.fields[*at])
    }

    /// The kind of the field with this key. System fields need not be declared; unknown fields are texts.
    pub fn kind(&self, key: &str) -> &Kind {
        match self.get(key) {
            Some(field) => &field.kind,
            None if matches!(key, "createdAt" | "updatedAt") => &Kind::DateTime,
            None => &Kind::Text,
        }
    }

    /// Returns true if any field is a list or an object, which are transferred as JSON texts.
    pub fn have_containers(&self) -> bool {
        let is_one = |kind: &Kind| {
            matches!(
                kind,
                Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json | Kind::Relation(_) | Kind::Relations(_)
            )
        };
        self.definition.fields.iter().any(|field| is_one(&field.kind))
    }

    /// Resolves a name or a title. Names take precedence.
    pub fn resolve<'n>(&'n self, name: &'n str) -> Resolved<'n> {
        if self.by_key.contains_key(name) || PLATFORM_KEYS.contains(&name) {
            return Resolved::Field(name);
        }
        match self.by_title.get(name).map(Vec::as_slice) {
            Some([at]) => Resolved::Field(&self.definition.fields[*at].key),
            Some([one, other, ..]) => {
                Resolved::Several(&self.definition.fields[*one].key, &self.definition.fields[*other].key)
            }
            _ => Resolved::Unknown,
        }
    }

    /// The title of a field, if it is unambiguous.
    pub fn unambiguous_title(&self, key: &str) -> Option<&str> {
        let title = self.get(key)?.title.as_deref()?;
        (self.resolve(title) == Resolved::Field(key)).then_some(title)
    }

    /// The name or title that is most similar to an unknown one.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let titles = self.by_title.keys().map(String::as_str);
        let names = self.definition.fields.iter().map(|field| field.key.as_str());
        let without_hidden: String =
            name.chars().filter(|character| character.is_alphanumeric() || *character == '_').collect();
        let found = nearest(&without_hidden, names.clone()).or_else(|| nearest(&without_hidden, titles));
        found.map(ToOwned::to_owned)
    }

    /// The message for an unknown field, with a suggestion.
    pub fn unknown(&self, name: &str) -> String {
        let near = self.nearest(name).map(|near| format!("; did you mean `{}`?", printable(&near))).unwrap_or_default();
        format!("field `{}`: the model does not have it{near}", printable(name))
    }
}
