//! Records of a system model are deleted by a filter.

use school::models::SysUser;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    SysUser::delete_where(&client, SysUser::NAME.eq("李四")).at_most(1).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
