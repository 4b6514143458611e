import { describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { DatabaseRefusal } from "../../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import type { DoorAnswer } from "../../support/lead-uploads.ts";
import { acmeSecret, globexSecret, signedUpload, uploadApp, uploadId } from "../../support/lead-uploads.ts";

const csv = "mak\n1234567890\n";
const path = "/lead-upload/acme";
const problemOf = z.object({ type: z.string(), status: z.number() }).passthrough();

async function refused(answer: Response) {
  const { type, ...rest } = problemOf.parse(await answer.json());
  return { code: type.replace("urn:sluice:problem:", ""), ...rest };
}

describe("a signed file", () => {
  test("is claimed, staged, promoted and answered, in this order", async () => {
    const { app, doors, claims, rows, log } = uploadApp();
    const answer = await app.request(
      path,
      signedUpload(`${csv}1234567891\n`, {
        headers: { "content-disposition": 'attachment; filename="C:\\\\leads.csv"' },
      }),
    );
    expect(answer.status).toBe(201);
    const counts = {
      rows_read: 0,
      rows_refused: 0,
      leads_new: 0,
      leads_changed: 0,
      leads_unchanged: 0,
      conflicts: 0,
    };
    expect(await answer.json()).toEqual({
      upload: uploadId,
      status: "promoted",
      counts,
      unknown_columns: [],
    });
    expect(doors).toEqual([
      "claim_lead_upload",
      "stage_leads",
      "complete_lead_staging",
      "promote_staged_leads",
    ]);
    expect(claims).toEqual([
      {
        broker: "acme",
        webhook_id: "msg_1",
        content_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        file_name: "leads.csv",
        format: "csv",
      },
    ]);
    expect(rows).toHaveLength(2);
    expect(log).toMatchObject([{ event: "received", broker: "acme", upload: uploadId, status: "promoted" }]);
  });

  test("of many rows is staged in batches, and told complete with their number once all are in", async () => {
    const { app, doors, rows } = uploadApp();
    const file = `mak\n${Array.from({ length: 9000 }, (_, index) => String(1_000_000_000 + index)).join("\n")}`;
    await app.request(path, signedUpload(file));
    expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 9000 }, (_, index) => index + 2));
    expect(doors.filter((door) => door === "stage_leads")).toHaveLength(36);
    expect(doors.indexOf("complete_lead_staging")).toBeGreaterThan(doors.lastIndexOf("stage_leads"));
  });

  test.each([
    ["rows that are kept as they were sent", { mak: 1, remark: "x".repeat(60_000) }],
    [
      "a verification service's long answers",
      { mak: 1234567890, melissa_payload: { text: "x".repeat(9000) } },
    ],
  ])("of %s is staged in smaller batches", async (_, row) => {
    const lengths: number[] = [];
    const { app, rows } = uploadApp((door, args) => {
      if (door === "stage_leads") lengths.push(JSON.stringify(args).length);
      return undefined;
    });
    await app.request(path, signedUpload(JSON.stringify(Array.from({ length: 60 }, () => row))));
    expect(rows).toHaveLength(60);
    expect(Math.max(...lengths)).toBeLessThan(180_000);
  });

  test("that is not promoted in time, or can't be now, is 202: it is ours, and the job goes on", async () => {
    for (const promote of [
      () => ({
        status: "staged",
        counts: {
          rows_read: 1,
          rows_refused: 0,
          leads_new: 0,
          leads_changed: 0,
          leads_unchanged: 0,
          conflicts: 0,
        },
      }),
      () => Promise.reject(new DatabaseUnavailable("TIMEOUT")),
    ]) {
      let asked = 0;
      const { app, doors } = uploadApp((door) => {
        if (door !== "promote_staged_leads") return undefined;
        // Nothing but time ends this.
        if (++asked > 3) throw new DatabaseUnavailable("57014");
        return promote();
      });
      const answer = await app.request(path, signedUpload(csv));
      expect(answer.status).toBe(202);
      expect(await answer.json()).toMatchObject({
        upload: uploadId,
        status: "staged",
        counts: { rows_read: 1 },
      });
      expect(doors).not.toContain("abandon_lead_upload");
    }
  });
});

describe("a file that was received before", () => {
  const seen: DoorAnswer = (door) =>
    door === "claim_lead_upload"
      ? { claimed: false, reason: "seen", first_seen_at: "2026-11-20T08:00:00+00:00", upload: uploadId }
      : undefined;
  const progress = (status: string) => ({
    upload: uploadId,
    broker: "acme",
    status,
    received_at: "2026-11-20T08:00:00+00:00",
    promoted_at: null,
    counts: {
      rows_read: 1,
      rows_refused: 0,
      leads_new: 0,
      leads_changed: 0,
      leads_unchanged: 0,
      conflicts: 0,
    },
  });

  test.each(["staged", "promoted"])("and is %s is 409, with when and as what", async (status) => {
    const { app, rows } = uploadApp((door, args) =>
      door === "get_lead_upload" ? progress(status) : seen(door, args),
    );
    const answer = await app.request(path, signedUpload(csv));
    expect(await refused(answer)).toMatchObject({
      code: "already-received",
      status: 409,
      first_seen_at: "2026-11-20T08:00:00+00:00",
      upload: uploadId,
    });
    expect(rows).toEqual([]);
  });

  test("and is still being received is 503: should that fail, the retry is what brings it in", async () => {
    const { app } = uploadApp((door, args) =>
      door === "get_lead_upload" ? progress("receiving") : seen(door, args),
    );
    const answer = await app.request(path, signedUpload(csv));
    expect(answer.headers.get("retry-after")).toBe("30");
    expect(await refused(answer)).toMatchObject({ code: "unavailable", status: 503, upload: uploadId });
  });
});

describe("when the database fails", () => {
  test.each([
    ["stage_leads", new DatabaseUnavailable("TIMEOUT"), 503],
    ["stage_leads", new DatabaseRefusal("SL022"), 500],
    ["complete_lead_staging", new DatabaseUnavailable("NETWORK"), 503],
  ])(
    "in %s with %s, the claim is given back and the sender told to come again: %d",
    async (failing, error, status) => {
      const { app, doors, log } = uploadApp((door) => (door === failing ? Promise.reject(error) : undefined));
      const answer = await app.request(path, signedUpload(csv));
      expect(answer.status).toBe(status);
      expect(doors.at(-1)).toBe("abandon_lead_upload");
      expect(log).toMatchObject([{ event: "failed", step: "request", code: error.code }]);
    },
  );

  test("before the claim, nothing is to be given back", async () => {
    const { app, doors } = uploadApp((door) =>
      door === "claim_lead_upload" ? Promise.reject(new DatabaseUnavailable("NETWORK")) : undefined,
    );
    const answer = await app.request(path, signedUpload(csv));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(doors).toEqual(["claim_lead_upload"]);
  });

  test("and then can't give the claim back either, the answer is the same", async () => {
    const { app, log } = uploadApp((door) =>
      door === "stage_leads" || door === "abandon_lead_upload"
        ? Promise.reject(new DatabaseUnavailable("NETWORK"))
        : undefined,
    );
    const answer = await app.request(path, signedUpload(csv));
    expect(answer.status).toBe(503);
    expect(log).toMatchObject([{ step: "abandon" }, { step: "request" }]);
  });

  test("in the middle, nothing goes on being staged", async () => {
    let staged = 0;
    const { app, doors } = uploadApp((door) => {
      if (door !== "stage_leads") return undefined;
      return ++staged === 2 ? Promise.reject(new DatabaseUnavailable("57014")) : undefined;
    });
    const file = `mak\n${Array.from({ length: 50_000 }, (_, index) => String(1_000_000_000 + index)).join("\n")}`;
    expect((await app.request(path, signedUpload(file))).status).toBe(503);
    expect(staged).toBeLessThanOrEqual(4);
    expect(doors.at(-1)).toBe("abandon_lead_upload");
  });
});

describe("what can't be taken", () => {
  test.each([
    ["no key column", "email\na@example.com\n", 422, "no-key-column"],
    ["a header and nothing else", "mak,email\n", 422, "no-rows"],
    ["nothing", "", 422, "no-rows"],
    ["blank lines", "\n\n \n", 422, "no-rows"],
    ["10,000 columns", `mak,${"x,".repeat(10_000)}\n`, 422, "too-many-columns"],
    ["an empty array", "[]", 422, "no-rows"],
  ])("%s", async (_, file, status, code) => {
    const { app, rows } = uploadApp();
    const answer = await app.request(path, signedUpload(file));
    expect(await refused(answer)).toMatchObject({ status, code });
    expect(rows).toEqual([]);
  });

  test("JSON that is none, by its content type", async () => {
    const { app, doors } = uploadApp();
    const answer = await app.request(
      path,
      signedUpload("mak\n1", { headers: { "content-type": "application/json" } }),
    );
    expect(await refused(answer)).toMatchObject({ status: 400, code: "unreadable-file" });
    expect(doors).toEqual([]);
  });

  test(
    "more than 100,000 rows: nothing of them is kept, and 100,000 are taken",
    { timeout: 60_000 },
    async () => {
      const file = (rows: number) => `mak\n${"1234567890\n".repeat(rows)}`;
      const tooMany = uploadApp();
      const answer = await tooMany.app.request(path, signedUpload(file(100_001)));
      expect(await refused(answer)).toMatchObject({ status: 413, code: "too-many-rows" });
      expect(tooMany.doors.at(-1)).toBe("abandon_lead_upload");
      expect(tooMany.doors).not.toContain("complete_lead_staging");
      expect((await uploadApp().app.request(path, signedUpload(file(100_000)))).status).toBe(201);
    },
  );

  test("more than 20 MB", async () => {
    const { app, doors } = uploadApp();
    const answer = await app.request(path, signedUpload(new Uint8Array(20 * 1024 * 1024 + 1)));
    expect(await refused(answer)).toMatchObject({ status: 413, code: "body-too-large" });
    expect(doors).toEqual([]);
  });
});

test("a broker that has a key and isn't in the database is refused as one without a key, and the log says which", async () => {
  const { app, log } = uploadApp((door) =>
    door === "claim_lead_upload" ? { claimed: false, reason: "unknown-broker" } : undefined,
  );
  const answer = await app.request("/lead-upload/globex", signedUpload(csv, { secret: globexSecret }));
  const other = await uploadApp().app.request(
    "/lead-upload/initech",
    signedUpload(csv, { secret: acmeSecret }),
  );
  expect(await answer.text()).toBe(await other.text());
  expect([...answer.headers]).toEqual([...other.headers]);
  expect(log).toMatchObject([{ event: "refused", reason: "unknown-broker" }]);
});
