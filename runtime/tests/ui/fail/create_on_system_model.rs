//! A record of a system model is created.

use school::models::SysUser;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = SysUser::create(&client, SysUser::new());
}
