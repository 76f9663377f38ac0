use super::output::print_as_it_is;
use crate::http;

pub(super) fn run() -> anyhow::Result<()> {
    print_as_it_is(&http::openapi_document())
}
