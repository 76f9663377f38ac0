//! Whether what pages cite as a proof is there.

use std::{fs, path::PathBuf};

use super::DRILLS;

const PAGES: [&str; 2] = ["docs/threat-model.md", "SECURITY.md"];

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).expect("the file is there")
}

/// What stands between backticks, each behind the text before it.
fn quoted(text: &str) -> Vec<(&str, &str)> {
    let parts: Vec<_> = text.split('`').collect();
    assert!(parts.len() % 2 == 1, "a backtick is not closed: {text}");
    let pairs = parts.chunks_exact(2);
    pairs.map(|pair| (pair[0], pair[1])).collect()
}

fn is_drill(name: &str) -> bool {
    DRILLS.iter().any(|(drill, _)| *drill == name)
}

/// `just key-check`, or `just drill leak --plant`.
fn is_recipe(words: &str, recipes: &str) -> bool {
    let mut words = words.split(' ');
    let (just, name) = (words.next(), words.next().unwrap_or_default());
    let is_head = |line: &str| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', ':']))
    };
    let is_there = just == Some("just") && !name.is_empty() && recipes.lines().any(is_head);
    is_there && (name != "drill" || words.next().is_some_and(is_drill))
}

/// A path from the root of the repository, and none of the API or of a machine.
fn is_path(text: &str) -> bool {
    text.contains('/') && !text.contains(' ') && !text.starts_with('/')
}

fn is_there(path: &str) -> bool {
    repository().join(path).exists()
}

/// The last cell of each row of a table that has proofs.
fn proofs(page: &str) -> Vec<&str> {
    let mut proofs = Vec::new();
    let mut is_proving = false;
    for line in page.lines() {
        let cell = line
            .strip_suffix(" |")
            .and_then(|it| it.rsplit(" | ").next());
        match cell {
            Some("Proof") => is_proving = true,
            Some(cell) if is_proving => proofs.push(cell),
            Some(_) => {}
            None if line.starts_with('|') => {}
            None => is_proving = false,
        }
    }
    proofs
}

#[test]
fn every_row_of_the_threat_model_cites_drills_recipes_and_files_that_are_there() {
    let (page, recipes) = (read(PAGES[0]), read("justfile"));
    let proofs = proofs(&page);
    assert!(proofs.len() > 50, "{} rows only", proofs.len());
    for proof in proofs {
        let cited = quoted(proof);
        assert!(!cited.is_empty(), "a row has no proof: {proof}");
        for (_, cited) in cited {
            let is_there =
                is_drill(cited) || is_recipe(cited, &recipes) || is_path(cited) && is_there(cited);
            assert!(is_there, "{cited} proves nothing, as it is not there");
        }
    }
}

#[test]
fn every_path_drill_and_recipe_that_a_page_names_is_there() {
    let recipes = read("justfile");
    for page in PAGES {
        for (before, cited) in quoted(&read(page)) {
            let is_right = if is_path(cited) {
                is_there(cited)
            } else if cited.starts_with("just ") {
                is_recipe(cited, &recipes)
            } else if before.ends_with("drill ") || before.ends_with("drill\n") {
                is_drill(cited)
            } else {
                true
            };
            assert!(is_right, "{page} names {cited}");
        }
    }
}

#[test]
fn every_link_of_a_page_leads_to_a_file_and_a_heading_of_it() {
    for page in PAGES {
        let text = read(page);
        let links = text.split("](").skip(1);
        let links = links.map(|rest| rest.split(')').next().unwrap_or_default());
        for link in links.filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let folder = repository().join(page).with_file_name("");
            let file = match file {
                "" => repository().join(page),
                file => folder.join(file),
            };
            let target = fs::read_to_string(&file);
            let target = target.unwrap_or_else(|_| panic!("{page}: {link} leads nowhere"));
            let mut headings = target.lines().filter(|line| line.starts_with('#'));
            let is_there = heading.is_empty() || headings.any(|line| anchor(line) == heading);
            assert!(is_there, "{page}: {link} leads to no heading");
        }
    }
}

/// What a heading is found by, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words
        .chars()
        .filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}

#[test]
fn what_is_not_there_is_told_from_what_is() {
    let recipes = "check:\n    cargo fmt\n\ndrill NAME *ARGS:\n    cargo run\n";
    for words in ["just check", "just drill leak --plant"] {
        assert!(is_recipe(words, recipes), "{words}");
    }
    for words in [
        "just checks",
        "just drill lake",
        "just cargo",
        "check",
        "just",
    ] {
        assert!(!is_recipe(words, recipes), "{words}");
    }
    let page = "| What | Proof |\n|---|---|\n| a | `leak` |\n\n| What | Else |\n|---|---|\n| b | `none` |\n";
    assert_eq!(proofs(page), ["`leak`"]);
    assert_eq!(
        anchor("## Whoever reads the database, or a backup"),
        "whoever-reads-the-database-or-a-backup"
    );
    assert_eq!(quoted("a `b` c `d`."), [("a ", "b"), (" c ", "d")]);
}
