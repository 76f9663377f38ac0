//! The commands that the documentation prints, run as a reader would run them.

use std::{collections::BTreeSet, fs, net::TcpListener, path::Path, process::Command};

use pullkey_tests::binary;
use pullkey_throwaway_postgres::shared;
use serde_json::Value;
use tempfile::tempdir;

use crate::product::Product;

/// What the requests of the page below `/v3` must be answered with, in their order.
const ANSWERS: [&str; 34] = [
    "POST 201",
    "POST 201",
    "POST 201",
    "POST 201",
    "GET 200",
    "GET 200",
    "GET 200",
    "GET 200",
    "GET 200",
    "GET 200",
    "PATCH 200",
    "HEAD 200",
    "PATCH 200",
    "PATCH 412",
    "DELETE 200",
    "POST 200",
    "POST 200",
    "POST 200",
    "POST 201",
    "GET 200",
    "GET 200",
    "GET 200",
    "GET 200",
    "PATCH 200",
    "POST 200",
    "POST 200",
    "POST 200",
    "POST 409",
    "DELETE 200",
    "GET 200",
    "GET 200",
    "GET 200",
    "GET 200",
    "POST 422",
];

#[test]
fn every_command_of_the_api_page_does_what_the_page_says_and_no_operation_is_missing() {
    run_the_api_page(Product::embedded());
}

#[test]
fn every_command_of_the_api_page_does_what_the_page_says_on_postgresql_too() {
    run_the_api_page(Product::on_postgresql());
}

#[test]
fn every_command_of_the_page_about_api_keys_prints_what_the_page_says() {
    let database = shared().database();
    let variables = [("PULLKEY_DATABASE_URL", database.url())];
    run_the_page("docs/api-keys.md", &["8081", "8082"], &variables);
}

#[test]
fn every_command_of_the_page_about_a_registry_to_try_prints_what_the_page_says() {
    run_the_page("docs/registries/try-it.md", &["8081", "5055"], &[]);
}

#[test]
fn every_command_of_the_page_about_an_image_to_pull_prints_what_the_page_says() {
    run_the_page("docs/pulling/try-it.md", &["8081", "5055"], &[]);
}

#[test]
fn every_credential_of_the_pages_about_registries_is_taken_as_it_is_printed() {
    let product = Product::embedded();
    let key = product.server.first_key();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/registries");
    let mut taken = 0;
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let creates = text
            .lines()
            .filter(|line| line.starts_with("curl -sS \"$PULLKEY/v3/docker-registries\" "));
        for line in creates {
            let body = line
                .split(" -d '")
                .nth(1)
                .and_then(|it| it.split('\'').next());
            // Some bodies stand in a file.
            let Some(mut body) = body.and_then(|it| serde_json::from_str::<Value>(it).ok()) else {
                continue;
            };
            // Nobody is asked whether it works.
            body["verify"] = false.into();
            let curl = product.server.curl("/v3/docker-registries").key(&key);
            let answer = curl.json(&body).send();
            assert_eq!(answer.status, 201, "{line}: {}", answer.body);
            taken += 1;
        }
    }
    assert!(taken >= 7, "only {taken} stand there");
}

/// Runs all commands of a page in an empty folder, on other ports than its own.
fn run_the_page(path: &str, ports: &[&str], variables: &[(&str, String)]) {
    let page = page(path);
    let mut script = blocks(&page, "sh").join("\n");
    for port in ports {
        let free = format!("127.0.0.1:{}", free_port());
        script = script.replace(&format!("127.0.0.1:{port}"), &free);
    }
    let folder = tempdir().unwrap();
    let programs = binary().parent().unwrap().display();
    // Whatever becomes of it, what it starts ends with it. dash knows no jobs in a substitution.
    let end = "jobs -p >jobs; kill $(cat jobs) 2>/dev/null || true";
    let before = format!("PATH='{programs}':$PATH; trap '{end}' EXIT");
    let ran = Command::new("sh")
        .args(["-euc", &format!("{before}\n{script}")])
        .current_dir(folder.path())
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.is_empty(), "{told}");
    let promised: Vec<_> = blocks(&page, "text")
        .into_iter()
        .filter(|block| !block.starts_with("export "))
        .collect();
    let printed = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(printed.trim_end(), promised.join("\n"));
}

/// A port that nobody listened on a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn run_the_api_page(product: Product) {
    let Product {
        mut server, folder, ..
    } = product;
    let document = server.curl("/openapi.json").send().json();
    let page = page("docs/api.md");
    let address = server.address().to_string();
    let script = blocks(&page, "sh")
        .join("\n")
        .replace("127.0.0.1:8080", &address);
    let ran = Command::new("sh")
        .args(["-eu", "-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.is_empty(), "{told}");
    let answers = String::from_utf8_lossy(&ran.stdout).to_lowercase();
    assert_eq!(answers.matches("idempotency-replayed: true").count(), 1);

    server.stop();
    let requests = requests(&server.log());
    let of_companies = requests.iter().filter(|it| it.route.starts_with("/v3/"));
    let answered: Vec<_> = of_companies
        .map(|it| format!("{} {}", it.method, it.status))
        .collect();
    assert_eq!(answered, ANSWERS);
    let asked: BTreeSet<_> = requests
        .into_iter()
        .map(|it| (it.route, it.method))
        .collect();
    // Those of the operator stand on another page, whose test is in `operator.rs`.
    let paths = document["paths"].as_object().unwrap();
    let paths = paths
        .iter()
        .filter(|(path, _)| !path.starts_with("/operator/"));
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            let operation = (path.clone(), method.to_uppercase());
            assert!(asked.contains(&operation), "{operation:?} is not printed");
        }
    }
}

pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) route: String,
    pub(crate) status: u64,
}

/// The requests that a log tells of.
pub(crate) fn requests(log: &str) -> Vec<Request> {
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| line["message"] == "request finished")
        .map(|line| Request {
            method: line["span"]["method"].as_str().unwrap().to_owned(),
            route: line["route"].as_str().unwrap().to_owned(),
            status: line["status"].as_u64().unwrap(),
        })
        .collect()
}

/// The blocks of commands in a section of a page.
pub(crate) fn section(path: &str, title: &str) -> Vec<String> {
    let page = page(path);
    let (_, section) = page.split_once(&format!("\n## {title}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    blocks(section, "sh")
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// The blocks of this kind on a page.
fn blocks<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    page.split(&format!("\n```{kind}\n"))
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap())
        .collect()
}

/// A page of the repository.
fn page(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap()
}
