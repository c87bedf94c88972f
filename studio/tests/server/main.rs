//! The studio's server, over plain sockets, as programs and hostile pages would call it.

mod calls;
mod files;
mod machine;
mod support;
mod walls;
