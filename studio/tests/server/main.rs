//! The studio's server, over plain sockets, as programs and hostile pages would call it.

mod bulk;
mod calls;
mod doubt;
mod files;
mod machine;
mod pad;
mod support;
mod walls;
