//! Who is let in at a port.

use std::{
    fs,
    process::{Command, Output},
};

use pullkey_throwaway_postgres::{Cluster, Database, Options};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::tempdir;

#[test]
fn the_product_needs_its_password_and_the_superuser_is_not_let_in() {
    let cluster = Cluster::with(&Options::default().tcp());
    let database = cluster.database();
    assert_eq!(told(&connect(&cluster, &database.url())), "pullkey");
    let refused = connect(&cluster, &database.url().replace("throwaway@", "wrong@"));
    assert!(
        told(&refused).contains("password authentication failed"),
        "{refused:?}"
    );
    let refused = connect(&cluster, &database.url().replace("pullkey:", "postgres:"));
    assert!(
        told(&refused).contains("no pg_hba.conf entry"),
        "{refused:?}"
    );
}

#[test]
fn a_cluster_with_tls_shows_its_certificate_and_can_refuse_all_else() {
    let folder = tempdir().unwrap();
    let [certificate, key] = ["crt", "key"].map(|name| folder.path().join(name));
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([String::from("localhost")]).unwrap();
    fs::write(&certificate, cert.pem()).unwrap();
    fs::write(&key, signing_key.serialize_pem()).unwrap();
    let options = Options::default().tls(&certificate, &key);

    let cluster = Cluster::with(&options);
    let database = cluster.database();
    let root = certificate.display();
    let url = database.url().replace("127.0.0.1", "localhost");
    let verified = format!("{url}?sslmode=verify-full&sslrootcert={root}");
    assert_eq!(told(&connect(&cluster, &verified)), "pullkey");
    assert_eq!(told(&connect(&cluster, &plain(&database))), "pullkey");

    let cluster = Cluster::with(&options.only_tls());
    let database = cluster.database();
    let refused = connect(&cluster, &plain(&database));
    assert!(told(&refused).contains("no encryption"), "{refused:?}");
    let encrypted = format!("{}?sslmode=require", database.url());
    assert_eq!(told(&connect(&cluster, &encrypted)), "pullkey");
}

fn plain(database: &Database) -> String {
    format!("{}?sslmode=disable", database.url())
}

fn connect(cluster: &Cluster, url: &str) -> Output {
    let mut psql = Command::new(cluster.bin("psql"));
    psql.args(["-XAtq", "--no-password", "--command=SELECT current_user"]);
    psql.arg(url).output().unwrap()
}

/// The answer, or why there is none.
fn told(output: &Output) -> String {
    let told = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8(told).unwrap().trim_end().to_owned()
}
