type Fields = Readonly<Record<string, unknown>>;

/** An event of Instantly's about a lead, made up after its documentation. */
export function instantlyEvent(event_type: string, fields: Fields = {}) {
  return {
    timestamp: "2027-01-15T07:59:58.129Z",
    event_type,
    workspace: "c1b30c69-0000-4000-8000-000000000001",
    campaign_id: "c7c1103b-0000-4000-8000-000000000001",
    campaign_name: "Q1 outreach",
    lead_email: "jane@example.com",
    email_account: "sales@example.org",
    step: 2,
    variant: 1,
    firstName: "Jane",
    lastName: "Doe",
    phone: "949-555-0100",
    ...fields,
  };
}
