//! A record of a system model is changed and read.

use school::models::SysUser;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let id = Id::<SysUser>::new("9G5C0WQN26");
    let _ = SysUser::update_get(&client, &id, SysUser::patch());
}
