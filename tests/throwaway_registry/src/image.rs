use std::net::SocketAddr;

use serde_json::json;
use sha2::{Digest, Sha256};

/// Puts an image of one empty layer into a registry that asks for nothing.
pub(crate) fn push(address: SocketAddr, repository: &str, tag: &str) {
    let (layer_digest, layer) = layer();
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": [&layer_digest] },
    });
    let config = config.to_string();
    let at = |path: &str| format!("http://{address}/v2/{repository}{path}");
    for blob in [config.as_bytes(), &layer] {
        let begun = ureq::post(at("/blobs/uploads/")).send_empty();
        let begun = begun.expect("the registry takes blobs");
        let place = begun.headers().get("location").expect("it says where");
        let place = place.to_str().expect("it is text");
        let whole = format!("{place}&digest={}", digest(blob));
        ureq::put(whole).send(blob).expect("the registry takes it");
    }
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "size": config.len(),
            "digest": digest(config.as_bytes()),
        },
        "layers": [{
            "mediaType": "application/vnd.oci.image.layer.v1.tar",
            "size": layer.len(),
            "digest": layer_digest,
        }],
    });
    let put = ureq::put(at(&format!("/manifests/{tag}"))).content_type(MANIFEST);
    put.send(manifest.to_string())
        .expect("the registry takes it");
}

/// The digest and the bytes of the one layer.
pub fn layer() -> (String, Vec<u8>) {
    let bytes = vec![0; 1024];
    (digest(&bytes), bytes)
}

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    format!("sha256:{}", digits.collect::<String>())
}
