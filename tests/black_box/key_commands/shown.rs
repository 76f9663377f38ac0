use super::Stage;

#[test]
fn a_key_is_shown_to_people_part_by_part_and_never_its_token() {
    let stage = Stage::embedded();
    let key = stage.key();
    let odd = "--name=a\u{1b}[2J\u{202e}b";
    let of = ["--company", &stage.company, &key.id];
    for command in [&["update", odd][..], &["show"], &["disable"], &["enable"]] {
        let told = stage.run(&[&["api-key"], command, &of].concat()).stdout;
        let line = |name: &str| {
            told.lines()
                .find(|line| line.trim_start().starts_with(name))
        };
        assert!(line("id").unwrap().contains(&key.id), "{told}");
        assert!(
            line("name").unwrap().contains("a\\u{1b}[2J\\u{202e}b"),
            "{told}"
        );
        let wanted = if command == ["disable"] {
            "disabled"
        } else {
            "live"
        };
        assert!(line("state").unwrap().contains(wanted), "{told}");
        assert!(line("ends").unwrap().contains("never"), "{told}");
        let capabilities = line("capabilities").unwrap();
        assert!(capabilities.contains("DOCKER_REGISTRY:CREATE"), "{told}");
        assert!(line("created at").is_some() && line("updated at").is_some());
        assert!(!told.contains(&key.token[21..]), "{told}");
    }
}

#[test]
fn a_list_of_keys_has_a_line_for_each_capability_so_that_it_stays_narrow() {
    let stage = Stage::embedded();
    let listed = stage.run(&["api-key", "list", "--company", &stage.company]);
    let lines: Vec<_> = listed.stdout.lines().collect();
    for capability in ["API_KEY:CREATE", "AUDIT:READ", "DOCKER_REGISTRY:PULL"] {
        let of = lines.iter().filter(|line| line.contains(capability));
        assert!(of.count() > 0, "{capability}: {}", listed.stdout);
    }
    let widest = lines.iter().map(|line| line.chars().count()).max();
    assert!(widest < Some(160), "{}", listed.stdout);
}

#[test]
fn a_rotation_prints_the_new_token_once_as_a_creation_does() {
    let stage = Stage::embedded();
    let key = stage.key();
    let rotate = ["api-key", "rotate", "--company", &stage.company, &key.id];
    let told = stage.run(&rotate).stdout;
    let lines: Vec<_> = told.lines().collect();
    let [words, token] = lines[..] else {
        panic!("{told}");
    };
    let rotated = format!("Rotated API key {}. Its token is shown this once:", key.id);
    assert_eq!(words, rotated);
    assert_eq!(token[..21], key.token[..21], "it has the same handle");
    assert_ne!(token, key.token);
    stage.within_a_second(token, 200);
    let listed = stage.run(&["api-key", "list", "--company", &stage.company]);
    assert!(!listed.stdout.contains(&token[21..]), "{}", listed.stdout);
}
