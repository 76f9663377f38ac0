//! Where a list goes on.

use http::{HeaderMap, header};
use url::{Position, Url};

/// The query of the next page of what was asked for there. A page that is anywhere else is none.
pub(super) fn query(headers: &HeaderMap, asked: &Url) -> Option<String> {
    let told = headers.get_all(header::LINK).into_iter();
    let mut links = told.filter_map(|line| line.to_str().ok()).flat_map(links);
    let next = links.find_map(|(target, parameters)| is_next(parameters).then_some(target))?;
    let next = asked.join(next).ok()?;
    let is_there = next[..Position::AfterPath] == asked[..Position::AfterPath];
    next.query().filter(|_| is_there).map(str::to_owned)
}

/// Each target, and what is said of it.
fn links(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split('<')
        .skip(1)
        .filter_map(|link| link.split_once('>'))
}

fn is_next(parameters: &str) -> bool {
    let mut parameters = parameters.split([';', ',']).map(str::trim);
    parameters.any(|it| matches!(it, "rel=next" | r#"rel="next""#))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_next_page_is_one_of_the_same_list() {
        let asked = Url::parse("https://registry.example.com/v2/acme/app/tags/list?n=2").unwrap();
        for (link, query) in [
            (
                r#"</v2/acme/app/tags/list?last=b&n=2>; rel="next""#,
                Some("last=b&n=2"),
            ),
            (r"<?last=b&n=2>; rel=next", Some("last=b&n=2")),
            (
                r#"<https://registry.example.com/v2/acme/app/tags/list?last=%2F>; rel="next""#,
                Some("last=%2F"),
            ),
            (
                r#"</first>; rel="first", </v2/acme/app/tags/list?n=2&last=b>; title="x"; rel="next""#,
                Some("n=2&last=b"),
            ),
            (r#"</v2/acme/other/tags/list?last=b>; rel="next""#, None),
            (
                r#"<https://evil.example/v2/acme/app/tags/list?last=b>; rel="next""#,
                None,
            ),
            (r#"</v2/acme/app/tags/list?last=b>; rel="previous""#, None),
            (r#"</v2/acme/app/tags/list>; rel="next""#, None),
            (r#"</v2/acme/app/tags/list?last=b; rel="next""#, None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::LINK, HeaderValue::from_static(link));
            assert_eq!(super::query(&headers, &asked).as_deref(), query, "{link}");
        }
    }
}
