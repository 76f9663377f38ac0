use pullkey_domain::{api_key::Reach, credential::Credential, id::CompanyId};
use pullkey_storage::{CredentialFilter, CredentialOrder, CredentialQuery, Direction, StoreError};

use super::{Credentials, cursor};
use crate::CursorError;

/// Show a part of a company's credentials.
#[derive(Debug, Clone)]
pub struct ListCredentials {
    /// Which of them.
    pub filter: CredentialFilter,
    /// In which order.
    pub sort: CredentialSort,
    /// Where to begin.
    pub start: ListStart,
    /// How many at most.
    pub limit: u32,
    /// Whether to count all of them, too.
    pub with_total: bool,
}

/// The order of a list. Ties are sorted by id, the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CredentialSort {
    /// Oldest first.
    CreatedAt,
    /// Newest first.
    #[default]
    CreatedAtDescending,
    /// By the bytes of the name.
    Name,
    /// By the bytes of the name, the greatest first.
    NameDescending,
}

/// Where a part of a list begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListStart {
    /// Behind so many.
    Offset(u32),
    /// Where the part ended that gave out this cursor.
    Cursor(String),
}

/// A part of a company's credentials.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedCredentials {
    /// The credentials, in order.
    pub items: Vec<Credential>,
    /// How many there are in all, if that was asked.
    pub total: Option<u64>,
    /// Where the next part begins; `None` if nothing follows.
    pub next_cursor: Option<String>,
}

/// Why no credentials were listed.
#[derive(Debug, thiserror::Error)]
pub enum ListCredentialsError {
    /// The cursor leads nowhere.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Credentials {
    /// Lists the credentials of a company within reach.
    ///
    /// # Errors
    /// [`ListCredentialsError`] if the cursor is not of this list, or the store fails.
    pub async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        command: ListCredentials,
    ) -> Result<ListedCredentials, ListCredentialsError> {
        let whole = || cursor::list(company, &command);
        let (order, offset) = match &command.start {
            ListStart::Offset(offset) => (command.sort.order(), *offset),
            ListStart::Cursor(cursor) => {
                let place = self.cursors.read(whole(), cursor).await?;
                let order = cursor::order_behind(command.sort, &place);
                (order.ok_or(CursorError::Invalid)?, 0)
            }
        };
        let query = CredentialQuery {
            filter: command.filter.clone(),
            order,
            direction: command.sort.direction(),
            offset,
            // One more tells whether anything follows.
            limit: command.limit.saturating_add(1),
            with_total: command.with_total,
        };
        let page = self.store.list(company, reach, query).await?;
        let mut items = page.items;
        let shown = usize::try_from(command.limit).unwrap_or(usize::MAX);
        let more = items.len() > shown;
        items.truncate(shown);
        let last = items.last().filter(|_| more);
        let last = last.map(|last| cursor::place(command.sort, last));
        Ok(ListedCredentials {
            next_cursor: last.map(|last| self.cursors.behind(whole(), &last)),
            total: page.total,
            items,
        })
    }
}

impl CredentialSort {
    fn order(self) -> CredentialOrder {
        match self {
            Self::CreatedAt | Self::CreatedAtDescending => CredentialOrder::Creation(None),
            Self::Name | Self::NameDescending => CredentialOrder::Name(None),
        }
    }

    fn direction(self) -> Direction {
        match self {
            Self::CreatedAt | Self::Name => Direction::Ascending,
            Self::CreatedAtDescending | Self::NameDescending => Direction::Descending,
        }
    }
}

#[cfg(test)]
mod tests;
