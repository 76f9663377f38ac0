use pullkey_domain::id::CompanyId;
use pullkey_use_cases::Pullkey;

use super::shown::{COLUMNS, ShownKey};
use crate::command_line::{all_pages, no_company, output::Output};

pub(super) async fn run(
    pullkey: &Pullkey,
    company: CompanyId,
    output: &Output,
) -> anyhow::Result<()> {
    if pullkey.companies.find(company).await?.is_none() {
        return Err(no_company(company));
    }
    let listed = all_pages(|page| pullkey.api_keys.list(company, page)).await?;
    let now = pullkey.surroundings.clock.now();
    let shown: Vec<_> = listed.iter().map(|it| ShownKey::at(now, it)).collect();
    output.many(&shown, &COLUMNS, ShownKey::row)
}
