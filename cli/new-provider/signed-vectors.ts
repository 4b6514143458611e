import { createHmac } from "node:crypto";

const now = 1_800_000_000;
const tolerance = 300;

/** The vectors of a sender that puts a time and an HMAC-SHA256 of time and body into one header, as JSON. */
export function signedVectors(name: string, header: string): string {
  const key = `${name}-test-key-5f2c9a7e1b`;
  const event = { id: "evt_1", type: "order.paid", created_at: "2027-01-15T07:59:58Z" };
  const body = JSON.stringify(event);
  const sign = (time: number, signedBody = body, signingKey = key): string => {
    const signature = createHmac("sha256", signingKey).update(`${time}.${signedBody}`).digest("hex");
    return `t=${time},v1=${signature}`;
  };
  const events = [{ id: event.id, type: event.type }];
  const accepted = { result: "accepted", headers: { [header]: sign(now) }, bodyRef: "order", events };
  const vectors = {
    source: `Signed by Node's HMAC, after no documentation. Put in what ${name} itself signed.`,
    keys: [key],
    now,
    url: `https://project.example.test/functions/v1/webhook-${name}`,
    bodies: { order: body, unidentified: "{}" },
    cases: [
      { id: "genuine", comment: "as it is documented", ...accepted },
      {
        id: "the-same-again",
        comment: "a repeat verifies like the first: the receipt tells them apart, not the signature",
        ...accepted,
      },
      {
        id: "old-key-while-rotating",
        comment: "trying the first key only",
        ...accepted,
        keys: ["the-new-one", key],
      },
      {
        id: "not-identifiable",
        comment: "making up an id for an event that has none",
        result: "accepted",
        headers: { [header]: sign(now, "{}") },
        bodyRef: "unidentified",
        events: null,
      },
      {
        id: "other-key",
        comment: "not comparing at all",
        result: "mismatch",
        headers: { [header]: sign(now, body, "another-key") },
        bodyRef: "order",
      },
      {
        id: "one-byte-changed",
        comment: "a body that isn't covered by the signature",
        result: "mismatch",
        headers: { [header]: sign(now) },
        body: body.replace("evt_1", "evt_2"),
      },
      {
        id: "header-missing",
        comment: "taking a missing signature for a good one",
        result: "missing-credential",
        headers: {},
        bodyRef: "order",
      },
      {
        id: "junk-after-the-signature",
        comment: "picking the digits out of whatever stands around them",
        result: "malformed-credential",
        headers: { [header]: `${sign(now)}??` },
        bodyRef: "order",
      },
      {
        id: "too-old",
        comment: "replaying a delivery for ever",
        result: "expired",
        headers: { [header]: sign(now - tolerance - 1) },
        bodyRef: "order",
      },
      {
        id: "too-new",
        comment: "a window that is open on one side",
        result: "not-yet-valid",
        headers: { [header]: sign(now + tolerance + 1) },
        bodyRef: "order",
      },
    ],
  };
  return `${JSON.stringify(vectors, null, 2)}\n`;
}
