use std::fs;

/// The memory of some processes, in KiB.
pub(crate) struct Memory(Vec<u32>);

impl Memory {
    pub(crate) fn of(pids: Vec<u32>) -> Self {
        Self(pids)
    }

    /// What they hold now.
    pub(crate) fn resident(&self) -> u64 {
        self.sum("VmRSS:")
    }

    /// The most that they ever held.
    pub(crate) fn peak(&self) -> u64 {
        self.sum("VmHWM:")
    }

    fn sum(&self, name: &str) -> u64 {
        self.0.iter().map(|pid| read(*pid, name)).sum()
    }
}

fn read(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status"));
    let status = status.expect("Linux tells of its processes");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    number.expect("Linux tells how large they are")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_shows_and_stays_in_the_peak() {
        let memory = Memory::of(vec![std::process::id()]);
        let before = memory.resident();
        let held = vec![1_u8; 64 << 20];
        assert!(memory.resident() >= before + (32 << 10));
        assert!(held.iter().all(|it| *it == 1));
        drop(held);
        assert!(memory.peak() >= before + (32 << 10));
    }
}
