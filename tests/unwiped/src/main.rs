//! Pullkey as it is, but with an allocator that leaves what is freed where it was: to measure what wiping costs
//! (`tests/benches/wiping`), and to prove that the drill `leak` finds what is not wiped. Never serve with it.

use std::process::ExitCode;

fn main() -> ExitCode {
    pullkey_app::main()
}
