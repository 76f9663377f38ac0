use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

/// What a process can write to, and so may have secrets in: each region of its memory by its name.
///
/// The process is no more dumpable for its own user than for others: it takes root, or the user that its user namespace
/// belongs to.
pub(super) fn regions(pid: u32) -> Vec<(String, Vec<u8>)> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"));
    let maps = maps.expect("who runs the drill may look at the memory of its processes");
    let memory = File::open(format!("/proc/{pid}/mem")).expect("and read it");
    let writable = maps.lines().filter_map(Region::parse);
    writable
        .filter_map(|region| Some((region.name.clone(), region.read(&memory)?)))
        .collect()
}

struct Region {
    start: u64,
    length: usize,
    name: String,
}

impl Region {
    /// The line of one that is read and written.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let (start, end) = (address(start)?, address(end)?);
        let name = match words.next()? {
            rights if rights.starts_with("rw") => words.nth(3).unwrap_or("without a name"),
            _ => return None,
        };
        Some(Self {
            start,
            length: usize::try_from(end - start).ok()?,
            name: format!("{name} at {start:x}"),
        })
    }

    /// `None` if it is gone by now.
    fn read(&self, memory: &File) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.length];
        memory.read_exact_at(&mut bytes, self.start).ok()?;
        Some(bytes)
    }
}

fn address(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn what_is_on_the_heap_and_on_the_stack_is_read() {
        let holds = |part: &[u8]| {
            let regions = regions(std::process::id());
            let mut regions = regions.iter();
            regions.any(|(_, bytes)| bytes.windows(part.len()).any(|it| it == part))
        };
        let (heap, stack) = (vec![b'h'; 40], [b's'; 40]);
        let needle = |letter: u8| [letter; 40];
        assert!(holds(&needle(b'h')) && holds(&needle(b's')));
        black_box((&heap, &stack));
    }

    #[test]
    fn a_region_is_read_if_it_can_be_written() {
        let line = "7f0000001000-7f0000003000 rw-p 00000000 00:00 0    [heap]";
        let region = Region::parse(line).unwrap();
        assert_eq!((region.start, region.length), (0x7f00_0000_1000, 8192));
        assert_eq!(region.name, "[heap] at 7f0000001000");
        assert!(Region::parse("1000-2000 r-xp 00000000 00:00 0 /bin/a").is_none());
        assert!(Region::parse("1000-2000 ---p 00000000 00:00 0").is_none());
    }
}
