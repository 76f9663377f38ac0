use std::process::Command;

/// What a tool prints for its caller. It has to succeed, and to warn of nothing.
pub(super) fn quietly(tool: &mut Command) -> String {
    let output = tool.output().unwrap();
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    let quiet = output.status.success() && stderr.is_empty();
    // Its environment may hold keys, so only its name is told.
    let name = tool.get_program().display();
    assert!(quiet, "{name}: {}\n{stdout}\n{stderr}", output.status);
    stdout
}
