use std::{num::NonZeroU32, sync::Arc, time::Duration};

use pullkey_domain::{credential::RegistryHost, id::CompanyId};
use pullkey_use_cases::{Clock, TrialLimits};

use super::tier::Tier;

/// How often the companies of this node may have logins tried: so many in a minute at all registries, and a third of that
/// at a single one, so that nobody makes it guess passwords. Other nodes have theirs.
pub struct TrialRates {
    tiers: Option<Tiers>,
}

struct Tiers {
    of_company: Tier<CompanyId>,
    at_host: Tier<(CompanyId, RegistryHost)>,
}

impl TrialRates {
    /// So many in a minute; 0 is any number.
    pub fn new(rate: u32, clock: &Arc<dyn Clock>) -> Self {
        let tiers = NonZeroU32::new(rate).map(|rate| {
            let third = NonZeroU32::new(rate.get() / 3).unwrap_or(NonZeroU32::MIN);
            Tiers {
                of_company: Tier::new(rate, clock.clone()),
                at_host: Tier::new(third, clock.clone()),
            }
        });
        Self { tiers }
    }

    /// Forgets whoever has their whole allowance. Call it now and then.
    pub fn forget_full(&self) {
        if let Some(tiers) = &self.tiers {
            tiers.of_company.forget_full();
            tiers.at_host.forget_full();
        }
    }
}

impl TrialLimits for TrialRates {
    /// The hosts come first: what is refused at one of them is not taken from what the company may do elsewhere.
    fn admit(&self, company: CompanyId, hosts: &[RegistryHost]) -> Result<(), Duration> {
        let Some(tiers) = &self.tiers else {
            return Ok(());
        };
        for host in hosts {
            let at_host = tiers.at_host.take(&(company, host.clone()));
            at_host.next_in.map_or(Ok(()), Err)?;
        }
        let of_company = tiers.of_company.take(&company);
        of_company.next_in.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use pullkey_domain::timestamp::Timestamp;
    use uuid::Uuid;

    use super::*;

    struct StoppedClock;

    impl Clock for StoppedClock {
        fn now(&self) -> Timestamp {
            Timestamp::MAX
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }
    }

    fn rates(rate: u32) -> TrialRates {
        let clock: Arc<dyn Clock> = Arc::new(StoppedClock);
        TrialRates::new(rate, &clock)
    }

    fn company(number: u128) -> CompanyId {
        CompanyId::from_uuid(Uuid::from_u128(number))
    }

    /// How many of so many attempts at so many registries are let through.
    fn admitted(rates: &TrialRates, company: CompanyId, registries: u32, attempts: u32) -> usize {
        let hosts = (0..registries).map(|nth| format!("registry{nth}.example.com"));
        let hosts: Vec<RegistryHost> = hosts.map(|host| host.parse().unwrap()).collect();
        let tries = hosts
            .iter()
            .flat_map(|host| (0..attempts).map(move |_| host));
        tries
            .filter(|host| rates.admit(company, &[(*host).clone()]).is_ok())
            .count()
    }

    #[test]
    fn a_company_may_try_so_many_and_a_third_of_them_at_one_registry() {
        let rates = rates(30);
        assert_eq!(admitted(&rates, company(1), 1, 40), 10);
        assert_eq!(admitted(&rates, company(2), 5, 10), 30);
        assert_eq!(admitted(&rates, company(3), 40, 1), 30);
    }

    #[test]
    fn what_one_registry_refuses_is_left_for_others() {
        let rates = rates(30);
        assert_eq!(admitted(&rates, company(1), 1, 40), 10);
        assert_eq!(admitted(&rates, company(1), 3, 10), 20);
    }

    #[test]
    fn a_token_host_is_asked_no_more_often_for_many_registries_than_for_one() {
        let rates = rates(30);
        let token_host: RegistryHost = "auth.example.com".parse().unwrap();
        let tried = (0..20).filter(|nth| {
            let host = format!("registry{nth}.example.com").parse().unwrap();
            rates.admit(company(1), &[host, token_host.clone()]).is_ok()
        });
        assert_eq!(tried.count(), 10);
    }

    #[test]
    fn whoever_is_refused_is_told_when_to_come_back() {
        let rates = rates(3);
        let host = ["registry.example.com".parse().unwrap()];
        assert_eq!(rates.admit(company(1), &host), Ok(()));
        let wait = rates.admit(company(1), &host).unwrap_err();
        assert_eq!(wait, Duration::from_mins(1));
    }

    #[test]
    fn a_small_rate_leaves_one_at_each_registry_and_none_is_no_limit() {
        assert_eq!(admitted(&rates(1), company(1), 3, 3), 1);
        assert_eq!(admitted(&rates(0), company(1), 3, 100), 300);
    }
}
