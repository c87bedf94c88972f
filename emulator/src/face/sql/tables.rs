//! The models as tables.

use std::sync::Arc;

use weda_definition::Kind;

use super::catalog::{Catalog, ColumnKind, Table, TableColumn, TableName};
use super::problem::Problem;
use super::translate::WrittenTable;
use crate::face::error_response::Code;
use crate::schema::{Column, Link, Model, PREVIEW};
use crate::service::{GateError, OperationError, Service, Session};
use crate::stage::Stage;

/// The tables of a session.
pub(super) struct Tables<'t, 's> {
    pub(super) service: &'t Service,
    pub(super) session: &'t mut Session<'s>,
    /// The stage of `{{ model.tableName() }}`.
    pub(super) stage: Stage,
    /// The template's model.
    pub(super) model: Option<&'t str>,
    pub(super) naming: Naming,
}

/// How tables are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// As by the service: `student` has the formal data and `student-preview` the trial data.
    OfService,
    /// By the models' identifiers, for the data of the stage; models that are closed to programs are open.
    OfStage,
}

impl Catalog for Tables<'_, '_> {
    fn table(&mut self, name: TableName<'_>) -> Result<Table, Problem> {
        if let TableName::Named(name) = name
            && self.place(name).is_none()
        {
            return match self.links(name)? {
                Some(table) => Ok(table),
                None => Err(self.unknown(name)),
            };
        }
        let model = self.model(name)?;
        let mut columns: Vec<TableColumn> = model.columns.iter().map(column).collect();
        if !model.has_field("_openid") {
            // A column of every table, which the service has even if a definition leaves it out.
            columns.push(TableColumn { key: "_openid".to_owned(), name: None, kind: ColumnKind::Text });
        }
        Ok(Table { name: model.table.clone(), model: Some(model.identifier.clone()), columns })
    }
}

impl Tables<'_, '_> {
    /// The model that a statement writes.
    pub(super) fn written(&mut self, table: &WrittenTable) -> Result<Arc<Model>, Problem> {
        if let TableName::Named(name) = table.name()
            && self.place(name).is_none()
            && self.links(name)?.is_some()
        {
            return Err(Problem::unsupported("a write to a table of links", "write the relation of a record"));
        }
        self.model(table.name())
    }

    /// The model of a table.
    pub(super) fn model(&mut self, name: TableName<'_>) -> Result<Arc<Model>, Problem> {
        let (identifier, stage) = match name {
            TableName::Named(name) => self.place(name).ok_or_else(|| self.unknown(name))?,
            TableName::Model(Some(model)) => (model, self.stage),
            TableName::Model(None) => match self.model {
                Some(model) => (model, self.stage),
                None => {
                    return Err(Problem::invalid(
                        "model.tableName() without a model: name it, as in model.tableName('student'), or begin the \
                         template with the line -- model: student",
                    ));
                }
            },
        };
        let (gate, rules) = (&self.service.gate, &self.service.profile().gateway);
        if self.naming == Naming::OfService
            && let Err(GateError::Forbidden { model }) = gate.admit_to(rules, identifier)
        {
            let message = format_args!("access to `{model}` is forbidden: remove it from `gateway.forbidden_models`");
            return Err(Problem::new(Code::AuthFailure, message));
        }
        self.session.model(stage, identifier).map_err(|error| match error {
            OperationError::UnknownModel { .. } | OperationError::Unpublished { .. } => {
                Problem::new(Code::DataSourceNotExist, error)
            }
            error => Problem::new(Code::SysErr, error),
        })
    }

    /// The model and the stage of a table by its name: the formal data has the name of the model.
    fn place<'n>(&self, name: &'n str) -> Option<(&'n str, Stage)> {
        let is_model = |stage, name: &str| self.session.definitions(stage).any(|known| known.identifier == name);
        if self.naming == Naming::OfStage {
            return is_model(self.stage, name).then_some((name, self.stage));
        }
        if is_model(Stage::Prod, name) {
            return Some((name, Stage::Prod));
        }
        let trial = name.strip_suffix(PREVIEW)?;
        is_model(Stage::Pre, trial).then_some((trial, Stage::Pre))
    }

    /// The table of the links of two models, by their names in alphabetical order.
    fn links(&mut self, name: &str) -> Result<Option<Table>, Problem> {
        let (pair, stage) = match name.strip_suffix(PREVIEW) {
            _ if self.naming == Naming::OfStage => (name, self.stage),
            Some(pair) => (pair, Stage::Pre),
            None => (name, Stage::Prod),
        };
        let names = self.session.identifiers(stage);
        let pairs = pair.match_indices('_').map(|(at, _)| (&pair[..at], &pair[at + 1..]));
        let is_known = |name: &str| names.iter().any(|known| known == name);
        let pairs: Vec<(&str, &str)> =
            pairs.filter(|(left, right)| left <= right && is_known(left) && is_known(right)).collect();
        let mut numbers = Vec::new();
        for (left, right) in pairs {
            let model = self.model_in(stage, left)?;
            let fields = model.virtual_fields().iter().filter(|field| field.format == "many-many");
            let fields: Vec<String> = fields.map(|field| field.key.clone()).collect();
            for field in fields {
                let relation =
                    self.session.relation(&model, &field).map_err(|error| Problem::new(Code::SysErr, error))?;
                if let Some(relation) = relation.filter(|relation| relation.target.identifier == right)
                    && let Link::Table { number, .. } = relation.link
                    && !numbers.contains(&number)
                {
                    numbers.push(number);
                }
            }
        }
        match numbers[..] {
            [] => Ok(None),
            [number] => {
                let side = |key: &str, name: &str| TableColumn {
                    key: key.to_owned(),
                    name: Some(name.to_owned()),
                    kind: ColumnKind::Id,
                };
                Ok(Some(Table {
                    name: format!("(SELECT left_id, right_id FROM links WHERE relation = {number})"),
                    model: None,
                    columns: vec![side("leftRecordId", "left_id"), side("rightRecordId", "right_id")],
                }))
            }
            _ => Err(Problem::unsupported(
                format_args!("the table `{name}` of several relations"),
                "read the relations through /v1/model",
            )),
        }
    }

    fn model_in(&mut self, stage: Stage, identifier: &str) -> Result<Arc<Model>, Problem> {
        self.session.model(stage, identifier).map_err(|error| Problem::new(Code::SysErr, error))
    }

    fn unknown(&self, name: &str) -> Problem {
        if self.naming == Naming::OfStage {
            let (stage, known) = (self.stage.name(), self.session.identifiers(self.stage).join(", "));
            let message = format_args!("there is no model `{name}` in {stage}: use one of {known}");
            return Problem::new(Code::DataSourceNotExist, message);
        }
        let known = self.session.identifiers(Stage::Prod).join(", ");
        let message = format_args!(
            "there is no table `{name}`: use one of {known}; `{{model}}-preview` has the trial data of a model"
        );
        Problem::new(Code::DataSourceNotExist, message)
    }
}

fn column(column: &Column) -> TableColumn {
    let kind = match &column.field.kind {
        Kind::Number | Kind::Integer | Kind::Boolean | Kind::DateTime | Kind::Date | Kind::Time => ColumnKind::Number,
        Kind::Relation(_) => ColumnKind::Id,
        _ if ["_id", "owner", "createBy", "updateBy"].contains(&column.field.key.as_str()) => ColumnKind::Id,
        _ => ColumnKind::Text,
    };
    TableColumn { key: column.field.key.clone(), name: Some(column.name.clone()), kind }
}
