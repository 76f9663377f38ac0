//! The commands that the documentation prints, run as a reader would run them.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use serde_json::Value;

use crate::product::Product;

/// What the requests of the page below `/v3` must be answered with, in their order.
const ANSWERS: [&str; 15] = [
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

fn run_the_api_page(product: Product) {
    let Product {
        mut server, folder, ..
    } = product;
    let document = server.curl("/openapi.json").send().json();
    let page = fs::read_to_string(root().join("docs/api.md")).unwrap();
    let address = server.address().to_string();
    let script = blocks(&page).join("\n").replace("127.0.0.1:8080", &address);
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
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let operation = (path.clone(), method.to_uppercase());
            assert!(asked.contains(&operation), "{operation:?} is not printed");
        }
    }
}

struct Request {
    method: String,
    route: String,
    status: u64,
}

/// The requests that a log tells of.
fn requests(log: &str) -> Vec<Request> {
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

/// The blocks of commands on a page.
fn blocks(page: &str) -> Vec<&str> {
    page.split("\n```sh\n")
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap())
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
