// Vapi's server messages, made up after its documentation.

type Fields = Readonly<Record<string, unknown>>;

/** The report at the end of a call. */
export function callReport(fields: Fields = {}) {
  return {
    message: {
      type: "end-of-call-report",
      timestamp: 1_799_999_999_123,
      endedReason: "customer-ended-call",
      startedAt: "2027-01-15T07:55:00.000Z",
      endedAt: "2027-01-15T07:59:00.000Z",
      call: { id: "call-1", type: "inboundPhoneCall" },
      customer: { number: "+15550100001", name: "Jane Doe", email: "jane@example.com" },
      ...fields,
    },
  };
}

/** A call's change to a status. */
export function statusUpdate(status: string, fields: Fields = {}) {
  return {
    message: {
      type: "status-update",
      status,
      timestamp: 1_799_999_990_123,
      call: { id: "call-1" },
      customer: { number: "+15550100001" },
      ...fields,
    },
  };
}
