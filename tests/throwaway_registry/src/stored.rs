//! What is put straight into the folder of a registry.

use std::{
    fs::{self, File},
    io,
    path::Path,
    process::Command,
};

/// A layer of zeros of this length, and its digest.
pub(crate) fn put_layer(data: &Path, repository: &str, length: u64) -> io::Result<String> {
    let fresh = data.join("fresh");
    File::create(&fresh)?.set_len(length)?;
    let summed = Command::new("sha256sum").arg(&fresh).output()?;
    let summed = String::from_utf8_lossy(&summed.stdout);
    let hex = summed.split(' ').next().unwrap_or_default();
    let stored = data.join("docker/registry/v2");
    let blob = stored.join("blobs/sha256").join(&hex[..2]).join(hex);
    fs::create_dir_all(&blob)?;
    fs::rename(fresh, blob.join("data"))?;
    let layers = stored.join("repositories").join(repository);
    let link = layers.join("_layers/sha256").join(hex);
    fs::create_dir_all(&link)?;
    let digest = format!("sha256:{hex}");
    fs::write(link.join("link"), &digest)?;
    Ok(digest)
}

/// Another tag for what has one.
pub(crate) fn put_tag(data: &Path, repository: &str, from: &str, to: &str) -> io::Result<()> {
    let stored = data
        .join("docker/registry/v2/repositories")
        .join(repository);
    let tags = stored.join("_manifests/tags");
    let link = fs::read_to_string(tags.join(from).join("current/link"))?;
    let hex = link.strip_prefix("sha256:").unwrap_or_default();
    for place in [
        tags.join(to).join("current"),
        tags.join(to).join("index/sha256").join(hex),
    ] {
        fs::create_dir_all(&place)?;
        fs::write(place.join("link"), &link)?;
    }
    Ok(())
}
