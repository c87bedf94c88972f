//! A record of a system model is created.

use school::models::SysUser;
use weda::Create;
use weda::prelude::*;

fn create(client: &Client, new: Create<SysUser>) {
    let _ = SysUser::create(client, new);
}

fn main() {
    let _ = create;
}
