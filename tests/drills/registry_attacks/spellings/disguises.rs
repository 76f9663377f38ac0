//! Addresses of IPv4, written so that a filter does not see what they are.

use std::net::Ipv4Addr;

use super::v6;

/// Hosts that mean an address, or that some client takes for it. The first three are its plain forms.
pub(super) fn hosts(address: Ipv4Addr) -> Vec<String> {
    let plain = address.to_string();
    let number = u32::from(address);
    let mut hosts = vec![
        plain.clone(),
        number.to_string(),
        format!("[::ffff:{plain}]"),
    ];
    hosts.extend(numbers(address));
    hosts.extend(other_characters(&plain));
    hosts.extend(v6::around(address).into_iter().flat_map(|around| {
        let whole = around.segments().map(|part| format!("{part:04X}"));
        [format!("[{around}]"), format!("[{}]", whole.join(":"))]
    }));
    hosts.extend([
        format!("[::{plain}]"),
        format!("[64:ff9b::{plain}]"),
        format!("[0:0:0:0:0:ffff:{plain}]"),
        format!("[{plain}]"),
        format!("{plain}."),
        format!("{plain}.."),
        format!(".{plain}"),
        format!("{plain}.nip.io"),
        format!("{}.sslip.io", plain.replace('.', "-")),
        format!("{number:08x}.nip.io"),
    ]);
    hosts
}

/// In other bases, with fewer and longer parts, with leading zeros, and past the end of what a part can hold.
fn numbers(address: Ipv4Addr) -> Vec<String> {
    let [a, b, c, d] = address.octets();
    let number = u32::from(address);
    let (last_two, last_three) = (number & 0xffff, number & 0x00ff_ffff);
    vec![
        format!("0x{number:x}"),
        format!("0X{number:08X}"),
        format!("0x{number:016x}"),
        format!("0{number:o}"),
        format!("0000{number:o}"),
        format!("{a}.{last_three}"),
        format!("{a}.{b}.{last_two}"),
        format!("{a:#x}.{last_three:#x}"),
        format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
        format!("0X{a:02X}.0X{b:02X}.0X{c:02X}.0X{d:02X}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("0000{a:o}.{b}.{c}.{d:#x}"),
        format!("{a:03}.{b:03}.{c:03}.{d:03}"),
        format!("{}.{b}.{c}.{d}", u32::from(a) + 256),
        format!("{}", u64::from(number) + (1 << 32)),
        format!("{a}.{b}.{c}.{d}.0"),
        format!("{a}.{b}.{c}.{d}e0"),
        format!("{number}."),
        format!("0x{number:x}."),
        format!("-{number}"),
        format!("+{number}"),
        format!("{number}.0"),
    ]
}

/// With digits and dots that are others and mean the same, escaped, and with what nobody sees.
fn other_characters(plain: &str) -> Vec<String> {
    const CIRCLED: [char; 10] = ['⓪', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'];
    const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    const FULL_WIDTH: [char; 10] = ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'];
    const ARABIC: [char; 10] = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];
    let in_digits = |digits: [char; 10]| {
        let digit = |it: char| it.to_digit(10).and_then(|it| digits.get(it as usize));
        let other = plain.chars().map(|it| *digit(it).unwrap_or(&it));
        other.collect::<String>()
    };
    let escaped: Vec<_> = plain.bytes().map(|it| format!("%{it:02X}")).collect();
    let escaped = escaped.concat();
    let mut all = [CIRCLED, SUPERSCRIPT, FULL_WIDTH, ARABIC]
        .map(in_digits)
        .to_vec();
    all.extend(
        ["。", "．", "｡", "%2e", "%E3%80%82", "\u{ad}.", ".\u{200b}"]
            .map(|dot| plain.replace('.', dot)),
    );
    all.extend([
        escaped.clone(),
        escaped.replace('%', "%25"),
        format!("{plain}\u{200d}"),
        format!("\u{feff}{plain}"),
        format!(" {plain}"),
        format!("{plain} "),
        format!("{plain}\t"),
        plain.replacen('.', "\t.", 1),
        plain.replacen('.', ".\r\n", 1),
        format!("{plain}%00"),
        format!("{plain}%00.example.com"),
        format!("{plain}%2f.example.com"),
        format!("{plain}%23.example.com"),
    ]);
    all
}

/// Whole places, with users, paths and ports that make it hard to see where the host is.
pub(super) fn places(address: Ipv4Addr) -> Vec<String> {
    let before = [
        "a@",
        "a:b@",
        ":@",
        "@",
        "registry.example.com@",
        "registry.example.com:443@",
        "registry.example.com%40",
        "registry.example.com%2540@",
        "a@b@",
        "/",
        "\\",
        "\\\\",
        "//",
        "a%2f@",
    ];
    let behind = [
        "\\@registry.example.com",
        "\\.registry.example.com",
        "#@registry.example.com",
        "?@registry.example.com",
        "/@registry.example.com",
        ";registry.example.com",
        ",registry.example.com",
        "&registry.example.com",
        ":443@",
        ":443",
        ":0443",
        ":00000443",
        ":",
        ":0",
        ":-1",
        ":+443",
        ": 443",
        ":65979",
        ":443:443",
        ":４４３",
        ":%34%34%33",
        ":0x1bb",
        ":80",
        ":22",
        ":6443",
    ];
    let with_before = before.iter().map(|it| format!("{it}{address}"));
    let with_behind = behind.iter().map(|it| format!("{address}{it}"));
    with_before.chain(with_behind).collect()
}
