//! The binary `pullkey`.

use std::{alloc::System, process::ExitCode};

use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed: the buffers of requests, of JSON and of TLS held secrets, too.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    pullkey_app::main()
}
