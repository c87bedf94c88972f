//! All records of a query of a system model are deleted.

use school::models::SysUser;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = SysUser::query(&client).filter(SysUser::NAME.eq("李四")).delete_all().at_most(1);
}
