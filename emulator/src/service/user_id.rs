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
        Ok(self.platform_users()?.id(username))
    }

    /// The name of the user with this id who can sign in.
    pub(crate) fn username(&self, id: &str) -> Result<Option<String>, OperationError> {
        let platform = self.platform_users()?;
        let has_id = |name: &&str| self.users.id(name).map_or_else(|| platform.id(name) == id, |own| own == id);
        Ok(self.users.names().find(has_id).map(str::to_owned))
    }

    fn platform_users(&self) -> Result<PlatformUsers, OperationError> {
        let mut session = self.session();
        let model = session.model(Stage::Prod, "sys_user")?;
        let place = |key: &str| model.columns.iter().position(|column| column.field.key == key);
        let logins = LOGINS.into_iter().filter_map(place).collect();
        Ok(PlatformUsers { rows: session.all(&model)?, id: model.id_index(), logins })
    }
}

/// The records of `sys_user`.
struct PlatformUsers {
    rows: Vec<Vec<Stored>>,
    /// The index of the id in a record.
    id: usize,
    /// The indexes of the fields in [`LOGINS`].
    logins: Vec<usize>,
}

impl PlatformUsers {
    /// The id of the user with this login or name, or else a derived one.
    fn id(&self, username: &str) -> String {
        let is_named = |row: &&Vec<Stored>, login: usize| matches!(&row[login], Stored::Text(text) if text == username);
        let found = self.logins.iter().find_map(|login| self.rows.iter().find(|row| is_named(row, *login)));
        match found.map(|row| &row[self.id]) {
            Some(Stored::Text(id)) => id.clone(),
            _ => derived_id(username),
        }
    }
}
