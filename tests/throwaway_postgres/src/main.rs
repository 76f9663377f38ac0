//! Runs a throwaway cluster with one database until its input ends, for whoever wants one at hand.

use std::io::{Read, stdin};

use pullkey_throwaway_postgres::Cluster;

fn main() {
    let cluster = Cluster::start();
    println!("url {}", cluster.database().url());
    println!("folder {}", cluster.folder().display());
    println!("process {}", cluster.pid());
    drop(stdin().read_to_end(&mut Vec::new()));
}
