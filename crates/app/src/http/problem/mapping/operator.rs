//! What the operator hears.

use actix_web::http::header;
use pullkey_use_cases::{DeleteCompanyError, InsertCompanyError};

use super::{CHALLENGE, Code, Problem};

impl Problem {
    /// The one answer to whoever is not the operator.
    pub(crate) fn not_the_operator() -> Self {
        let detail = "send the operator's key as 'Authorization: Bearer <key>'";
        Self::new(Code::Unauthorized, detail).with_header(header::WWW_AUTHENTICATE, CHALLENGE)
    }

    /// There is no such company.
    pub(crate) fn company_not_found() -> Self {
        let detail = "there is no company of this id";
        Self::new(Code::CompanyNotFound, detail)
    }
}

impl From<InsertCompanyError> for Problem {
    fn from(error: InsertCompanyError) -> Self {
        match error {
            InsertCompanyError::IdTaken => Self::new(
                Code::CompanyIdTaken,
                "a company has, or had, this id; nothing was created",
            ),
            InsertCompanyError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteCompanyError> for Problem {
    fn from(error: DeleteCompanyError) -> Self {
        match error {
            DeleteCompanyError::NotFound => Self::company_not_found(),
            DeleteCompanyError::Store(error) => error.into(),
        }
    }
}
