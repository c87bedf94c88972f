//! The emulator over a real socket, as any client meets it.

mod filters;
mod fixture;
mod flow;
mod hostile;
mod http;
mod lists;
mod load;
mod oracle;
mod paths;
mod switches;
mod token;
mod writes;
