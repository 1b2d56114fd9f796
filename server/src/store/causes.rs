//! In whose consequence something happened: automations, as JSON; none as NULL.

use super::{StoreError, parse_json, to_json};
use app::model::AutomationId;

pub(super) fn write(causes: &[AutomationId]) -> Result<Option<String>, StoreError> {
    if causes.is_empty() { Ok(None) } else { to_json(&causes).map(Some) }
}

pub(super) fn read(stored: Option<&str>) -> Result<Vec<AutomationId>, StoreError> {
    stored.map_or(Ok(Vec::new()), |stored| parse_json(stored, "causes"))
}
