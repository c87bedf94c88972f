//! The ids of users who sign in.

use rusqlite::types::Value as Stored;

use super::{OperationError, Service};
use crate::stage::Stage;
use crate::users::derived_id;

/// The fields of the platform's users that may be the name of a user who signs in.
const LOGINS: [&str; 2] = ["uuid", "name"];

impl Service {
    /// The id of a user: that of the file of users, or else that of the platform's user with the name as login or name,
    /// or else one that is derived from the name.
    pub(crate) fn user_id(&self, username: &str) -> Result<String, OperationError> {
        if let Some(id) = self.users.id(username) {
            return Ok(id.to_owned());
        }
        let mut session = self.session();
        let model = session.model(Stage::Prod, "sys_user")?;
        let rows = session.all(&model)?;
        let place = |key: &str| model.columns.iter().position(|column| column.field.key == key);
        let is = |stored: &Stored, text: &str| matches!(stored, Stored::Text(found) if found == text);
        let found =
            LOGINS.into_iter().filter_map(place).find_map(|login| rows.iter().find(|row| is(&row[login], username)));
        let id = found.and_then(|row| match row.get(place("_id")?)? {
            Stored::Text(id) => Some(id.clone()),
            _ => None,
        });
        Ok(id.unwrap_or_else(|| derived_id(username)))
    }

    /// The name of the user with this id who can sign in.
    pub(crate) fn username(&self, id: &str) -> Result<Option<String>, OperationError> {
        for username in self.users.names() {
            if self.user_id(username)? == id {
                return Ok(Some(username.to_owned()));
            }
        }
        Ok(None)
    }
}
