type Fields = Readonly<Record<string, unknown>>;

/** An event of Resend's about a mail, made up after its documentation. */
export function resendEvent(type: string, data: Fields = {}, created_at = "2027-01-15T07:59:58.344Z") {
  return {
    type,
    created_at,
    data: {
      email_id: "56761188-0000-4000-8000-000000000001",
      from: "shop@example.org",
      to: ["jane@example.com"],
      ...data,
    },
  };
}
