//! `new` on a system model, which has no new records.

use school::models::SysUser;
#[allow(unused_imports)]
use weda::prelude::*;

fn main() {
    let _ = SysUser::new();
}
