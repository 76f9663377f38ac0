use std::process::Command;

use pullkey_tests::binary;

use super::Stage;
use crate::documentation::section;

#[test]
fn every_command_of_the_page_for_operators_does_what_it_says() {
    let stage = Stage::embedded();
    let script = section("docs/operations.md", "Companies and API keys").join("\n");
    for command in [
        "create", "list", "show", "update", "enable", "disable", "rotate", "revoke",
    ] {
        let line = format!("pullkey api-key {command} ");
        assert!(script.contains(&line), "{command} is not printed");
    }
    let programs = binary().parent().unwrap().display();
    let ran = Command::new("sh")
        .args(["-euc", &format!("PATH='{programs}':$PATH\n{script}")])
        .current_dir(stage.product.folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.is_empty(), "{told}");
    let printed = String::from_utf8(ran.stdout).unwrap();
    let tokens = printed.lines().filter(|line| line.starts_with("plk_"));
    assert_eq!(tokens.count(), 2, "{printed}");
    assert!(printed.contains("ci, reading"), "{printed}");
}
