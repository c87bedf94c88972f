//! `weda-sql` and the SQL below it: the same answers as SQLite, and the behaviour of the command.

mod agree;
mod cells;
mod command;
mod ends;
mod guide;
mod predicates;
mod queries;
mod records;
mod refused;
mod request_counts;
mod sqlite;
mod world;
