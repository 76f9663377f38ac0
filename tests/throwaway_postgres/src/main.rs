//! Runs a throwaway cluster with one database until its input ends, for whoever wants one at hand. Its folder is below
//! the one that is given, else below `/tmp`.

use std::{
    env::args_os,
    io::{Read, stdin},
    path::Path,
};

use pullkey_throwaway_postgres::{Cluster, Options};

fn main() {
    let options = Options::default();
    let cluster = Cluster::with(&match args_os().nth(1) {
        Some(parent) => options.below(Path::new(&parent)),
        None => options,
    });
    println!("url {}", cluster.database().url());
    println!("folder {}", cluster.folder().display());
    println!("process {}", cluster.pid());
    drop(stdin().read_to_end(&mut Vec::new()));
}
