//! Clients that generators of other projects make from the document: each drives every operation of the real binary,
//! and reads its answers by the types that it was given.

mod quietly;
mod report;
mod stage;

use std::process::Command;

use pullkey_tests::{node_project, python_project};

use self::{quietly::quietly, report::Report, stage::Stage};
use crate::product::Product;

#[test]
fn the_document_is_openapi_3_1_by_its_schema() {
    let stage = Stage::set(Product::embedded());
    let project = python_project("client_python");
    let mut validator = Command::new(project.join("venv/bin/openapi-spec-validator"));
    validator.args(["--schema", "3.1"]).arg(stage.document());
    assert!(quietly(&mut validator).ends_with(": OK\n"));
}

#[test]
fn a_python_client_made_from_the_document_drives_every_operation() {
    let stages = stages();
    let project = python_project("client_python");
    let python = |script: &str| {
        let mut python = Command::new(project.join("venv/bin/python"));
        python.current_dir(&project).arg("-B").arg(script);
        python
    };
    let mut generator = Command::new(project.join("venv/bin/openapi-python-client"));
    generator
        .current_dir(&project)
        .args(["generate", "--overwrite", "--fail-on-warning"])
        .args(["--meta=none", "--config=generator.yaml"])
        .arg("--output-path=pullkey_client")
        .arg("--path")
        .arg(stages[0].document());
    quietly(&mut generator);

    for stage in stages {
        let operated = Report::of(&stage, python("operate.py"));
        operated.is_as_documented_for_the_operator(&stage);
        Report::of(&stage, python("drive.py")).is_as_documented(&stage);
    }
}

#[test]
fn a_typescript_client_made_from_the_document_drives_every_operation() {
    let stages = stages();
    let project = node_project("client_typescript");
    let node = |script: &str| {
        let mut node = Command::new("node");
        // What newer versions of node say about themselves is no warning of the tools.
        node.current_dir(&project).env("NODE_NO_WARNINGS", "1");
        node.arg(script);
        node
    };
    let mut generator = node("node_modules/openapi-typescript/bin/cli.js");
    generator
        .arg(stages[0].document())
        // A member with a default is one that may be left out.
        .args(["--default-non-nullable", "false"])
        .args(["--output", "pullkey.ts"]);
    quietly(&mut generator);
    quietly(&mut node("node_modules/typescript/bin/tsc"));

    for stage in stages {
        let operated = Report::of(&stage, node("built/operate.js"));
        operated.is_as_documented_for_the_operator(&stage);
        Report::of(&stage, node("built/drive.js")).is_as_documented(&stage);
    }
}

/// The service on each of its stores. They have one document.
fn stages() -> [Stage; 2] {
    [Product::embedded(), Product::on_postgresql()].map(Stage::set)
}
