import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readUploadKeys } from "../../../functions/lead-upload/read-upload-keys.ts";
import {
  acmeSecret,
  globexSecret,
  signedQuestion,
  signedUpload,
  type SigningOptions,
  uploadApp,
  uploadId,
} from "../../support/lead-uploads.ts";

const csv = "mak\n1234567890\n";
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const without = (name: string): RequestInit => {
  const { headers, ...init } = signedUpload(csv);
  const rest = new Headers(headers);
  rest.delete(name);
  return { ...init, headers: rest };
};

const unverified: readonly (readonly [string, string, RequestInit])[] = [
  ["no id", "acme", without("webhook-id")],
  ["no time", "acme", without("webhook-timestamp")],
  ["no signature", "acme", without("webhook-signature")],
  ["another secret", "acme", signedUpload(csv, { secret: globexSecret })],
  ["another broker's path", "globex", signedUpload(csv)],
  ["a broker that isn't there", "initech", signedUpload(csv)],
  ["a path that is no broker's", "..%2Facme", signedUpload(csv)],
  ["an object's own name for a broker", "__proto__", signedUpload(csv)],
  ["another body", "acme", { ...signedUpload(csv), body: `${csv} ` }],
  ["another id", "acme", signedUpload(csv, { headers: { "webhook-id": "msg_2" } })],
  ["a time long past", "acme", signedUpload(csv, { at: ago(301) })],
  ["a time to come", "acme", signedUpload(csv, { at: ago(-302) })],
];

describe("an upload with", () => {
  test.each(unverified)(
    "%s is the one 401, and the database hears nothing of it",
    async (_, broker, init) => {
      const { app, doors, signals } = uploadApp();
      const answer = await app.request(`/lead-upload/${broker}`, init);
      const expected = await uploadApp().app.request("/lead-upload/acme", { method: "POST", body: csv });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toBe(await expected.text());
      expect([...answer.headers]).toEqual([...expected.headers]);
      expect(doors).toEqual([]);
      expect(signals).toHaveLength(1);
    },
  );

  test.each<[string, SigningOptions["headers"], string]>([
    ["none", { "content-digest": "" }, "content-digest-missing"],
    ["an unknown algorithm alone", { "content-digest": "md5=:AAAA:" }, "content-digest-missing"],
    ["another body's", { "content-digest": `sha-256=:${btoa("x".repeat(32))}:` }, "content-digest-mismatch"],
    ["one that isn't base64", { "content-digest": "sha-256=:=:" }, "content-digest-mismatch"],
    [
      "one of two wrong",
      { "content-digest": `${digest("sha256")}, sha-512=:AAAA:` },
      "content-digest-mismatch",
    ],
  ])("a Content-Digest: %s", async (_, headers, code) => {
    const { app, doors } = uploadApp();
    const answer = await app.request("/lead-upload/acme", signedUpload(csv, { headers: headers ?? {} }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: `urn:sluice:problem:${code}` });
    expect(doors).toEqual([]);
  });

  test.each([
    digest("sha256"),
    digest("sha512"),
    `md5=:AAAA:, ${digest("sha512")}`,
    `${digest("sha256")}, ${digest("sha512")}`,
  ])("the right Content-Digest %s is taken", async (header) => {
    const { app } = uploadApp();
    const answer = await app.request(
      "/lead-upload/acme",
      signedUpload(csv, { headers: { "content-digest": header } }),
    );
    expect(answer.status).toBe(201);
  });

  test("a method that isn't one says which are", async () => {
    const { app } = uploadApp();
    const answer = await app.request("/lead-upload/acme", { method: "PUT" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect((await app.request("/lead-upload")).status).toBe(404);
    expect((await app.request("/lead-upload/a/b")).status).toBe(404);
  });
});

function digest(hash: "sha256" | "sha512"): string {
  return `${hash.replace("sha", "sha-")}=:${createHash(hash).update(csv).digest("base64")}:`;
}

describe("limits", () => {
  const checkout = {
    allowed: false,
    reason: "bucket",
    limit: 60,
    remaining: 0,
    refill_per_minute: 60,
    reset_seconds: 60,
    retry_after_seconds: 7,
  } as const;

  test("a broker has one of its own, asked of the database before anything is read", async () => {
    const asked: unknown[] = [];
    const { app, doors } = uploadApp(
      (door, args) => {
        if (door !== "checkout_rate_limit") return undefined;
        asked.push(args);
        return checkout;
      },
      { refused: false, databaseCheck: { spend_token: true, share: 0.5 } },
    );
    const answer = await app.request("/lead-upload/acme", signedUpload(csv));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(asked).toEqual([{ source: "lead-upload/acme", cost: 1, spend_token: true, share: 0.5 }]);
    expect(doors).toEqual(["checkout_rate_limit"]);
  });

  test("what can't be verified is counted by its address, and draws from no broker's", async () => {
    const { app, doors } = uploadApp();
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 250; attempt++) {
      statuses.add((await app.request("/lead-upload/acme", { method: "POST", body: "x" })).status);
    }
    expect([...statuses]).toEqual([401, 429]);
    expect(doors).toEqual([]);
    expect((await app.request("/lead-upload/acme", signedUpload(csv))).status).toBe(201);
  });
});

describe("a question for an upload", () => {
  const counts = {
    rows_read: 5,
    rows_refused: 2,
    leads_new: 3,
    leads_changed: 0,
    leads_unchanged: 0,
    conflicts: 0,
  };
  const found = {
    upload: uploadId,
    broker: "acme",
    status: "promoted",
    received_at: "2026-11-20T08:00:00+00:00",
    promoted_at: null,
    counts,
  };
  const problems = [
    { id: 7, line: 2, column: "=cmd()", reason: "invalid-email", outcome: "field-dropped" },
    { id: 9, line: 4, column: 'a "b", c', reason: "no-key", outcome: "refused" },
  ];
  const asking = () =>
    uploadApp((door, args) => {
      if (door === "get_lead_upload") return args.upload === uploadId ? found : null;
      return door === "list_row_problems" ? problems.filter(({ id }) => id > Number(args.after)) : undefined;
    });

  test("is answered to the broker that it is of", async () => {
    const answer = await asking().app.request(`/lead-upload/${uploadId}`, signedQuestion(uploadId));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(found);
  });

  test("as CSV gives every problem, and no spreadsheet finds a formula in it", async () => {
    const answer = await asking().app.request(
      `/lead-upload/${uploadId}`,
      signedQuestion(uploadId, { headers: { accept: "text/csv, */*;q=0.1" } }),
    );
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(await answer.text()).toBe(
      'line,column,reason,outcome\r\n2,\'=cmd(),invalid-email,field-dropped\r\n4,"a ""b"", c",no-key,refused\r\n',
    );
  });

  test("of another broker's, or of one that isn't there, is 404 and tells them not apart", async () => {
    const missing = "00000000-0000-4000-8000-000000000000";
    const answers = [
      await asking().app.request(
        `/lead-upload/${uploadId}`,
        signedQuestion(uploadId, { secret: globexSecret }),
      ),
      await asking().app.request(`/lead-upload/${missing}`, signedQuestion(missing)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(await answers[0]?.text()).toBe(await answers[1]?.text());
  });

  test("is bound to that upload by its signature", async () => {
    const other = "00000000-0000-4000-8000-000000000000";
    const { app, doors } = asking();
    expect((await app.request(`/lead-upload/${uploadId}`, signedQuestion(other))).status).toBe(401);
    expect((await app.request(`/lead-upload/${uploadId}`)).status).toBe(401);
    expect((await app.request("/lead-upload/acme", signedQuestion("acme"))).status).toBe(401);
    expect(doors).toEqual([]);
  });
});

describe("keys", () => {
  const otherSecret = `whsec_${btoa("another broker's own secret")}`;

  test("are read for every broker, several while one is being rotated", () => {
    const keys = readUploadKeys({
      LEAD_UPLOAD_SECRET_ACME: `${acmeSecret}, ${globexSecret}`,
      LEAD_UPLOAD_SECRET_GLOBEX_WEST: otherSecret,
      OTHER: "x",
    });
    expect([...keys]).toEqual([
      ["acme", [acmeSecret, globexSecret]],
      ["globex-west", [otherSecret]],
    ]);
  });

  test.each([
    [{}, "LEAD_UPLOAD_SECRET_<BROKER> is missing"],
    [{ LEAD_UPLOAD_SECRET_ACME: " " }, "LEAD_UPLOAD_SECRET_ACME is blank"],
    [{ LEAD_UPLOAD_SECRET_ACME: `${acmeSecret},` }, "LEAD_UPLOAD_SECRET_ACME is blank"],
    [{ LEAD_UPLOAD_SECRET_ACME: "secret" }, "LEAD_UPLOAD_SECRET_ACME must be whsec_"],
    [{ LEAD_UPLOAD_SECRET_ACME: "whsec_!!" }, "LEAD_UPLOAD_SECRET_ACME holds a key that can't be used"],
    [
      { LEAD_UPLOAD_SECRET_ACME: acmeSecret, LEAD_UPLOAD_SECRET_GLOBEX: acmeSecret },
      "LEAD_UPLOAD_SECRET_ACME and LEAD_UPLOAD_SECRET_GLOBEX have a key in common",
    ],
    [{ LEAD_UPLOAD_SECRET_acme: acmeSecret }, "LEAD_UPLOAD_SECRET_acme names no broker"],
  ])("of %j stop the function", (environment, message) => {
    expect(() => readUploadKeys(environment)).toThrow(message);
  });
});
