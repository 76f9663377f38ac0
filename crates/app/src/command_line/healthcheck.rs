//! Asks the service whether it is ready, as containers are asked.

mod exchange;
mod secured;

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    fs,
    net::SocketAddr,
    time::Duration,
};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};

use self::exchange::Answer;
use super::{output::Output, reachable::reachable};
use crate::{config::Config, tls::Certificate};

/// How long the service may take, from the first packet to the last.
const PATIENCE: Duration = Duration::from_secs(5);

/// What `/readyz` tells, as far as it is put into words.
#[derive(Deserialize)]
struct ReportBody {
    checks: BTreeMap<String, bool>,
    missing_keys: Vec<u32>,
    #[serde(default)]
    disabled_keys: Vec<u32>,
}

pub(super) async fn run(config: &Config, output: &Output) -> anyhow::Result<()> {
    let address = reachable(address(config)?);
    let files = config.tls.as_ref();
    let certificate = files.map(|files| Certificate::read(&files.certificate));
    let certificate = certificate.transpose()?;
    let asked = timeout(PATIENCE, ask(address, certificate.as_ref())).await;
    let answer = asked
        .with_context(|| format!("{address} did not answer within {} s", PATIENCE.as_secs()))?
        .with_context(|| format!("cannot ask {address}"))?;
    // The error would repeat what was sent.
    let report: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match (answer.status, ReportBody::deserialize(&report)) {
        (200, Ok(_)) => output.one(&report, &format!("{address} is ready.")),
        (503, Ok(told)) => {
            output.failed(&report)?;
            bail!("{address} is not ready: {told}")
        }
        (status, _) => bail!("{address} answered with status {status}, not as Pullkey does"),
    }
}

/// Asks the service, on TLS if it has a certificate.
async fn ask(address: SocketAddr, certificate: Option<&Certificate>) -> anyhow::Result<Answer> {
    let socket = TcpStream::connect(address).await?;
    match certificate {
        None => exchange::get(socket, address, PATH).await,
        Some(certificate) => {
            let stream = secured::shake_hands(socket, address, certificate).await?;
            exchange::get(stream, address, PATH).await
        }
    }
}

const PATH: &str = "/readyz";

/// Where the service listens. With port 0, only the service itself knows, and writes it down.
fn address(config: &Config) -> anyhow::Result<SocketAddr> {
    if config.listen.port() != 0 {
        return Ok(config.listen);
    }
    let file = config.address_file.as_ref().context(
        "port 0 of the setting listen is any free port: give address_file here and to the service",
    )?;
    let text = fs::read_to_string(file).with_context(|| {
        let file = file.display();
        format!("cannot read the address of the service from {file}; does it run?")
    })?;
    let address = text.trim_end().parse();
    address.with_context(|| format!("{} does not hold IP:PORT", file.display()))
}

impl Display for ReportBody {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let failed = self.checks.iter().filter(|(_, holds)| !**holds);
        let failed: Vec<_> = failed.map(|(name, _)| name.as_str()).collect();
        write!(f, "failed checks: {}", failed.join(", "))?;
        for (keys, words) in [
            (&self.missing_keys, "the key ring lacks"),
            (&self.disabled_keys, "disabled elsewhere, but primary here:"),
        ] {
            if !keys.is_empty() {
                let keys: Vec<_> = keys.iter().map(u32::to_string).collect();
                write!(f, "; {words} {}", keys.join(", "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::ReportBody;

    #[test]
    fn a_report_is_put_into_words_by_what_failed() {
        let report = r#"{"status":"not_ready","checks":{"store":true,"serving":false,"key_ring":false},"missing_keys":[7,9],"disabled_keys":[4]}"#;
        let report: ReportBody = serde_json::from_str(report).unwrap();
        assert_eq!(
            report.to_string(),
            "failed checks: key_ring, serving; the key ring lacks 7, 9; disabled elsewhere, but primary here: 4"
        );
    }
}
