import { expect, it } from "vitest";
import { writeConsentLinks } from "../../cli/consent-links/write-consent-links.ts";
import { readConsentToken } from "../../shared/consent/read-consent-token.ts";
import { testDatabase } from "../support/database.ts";
import { addBroker, addLead } from "../support/lead-rows.ts";

const { sql } = await testDatabase();
const keys = ["a-secret-of-thirty-two-characters"] as const;
const settings = { keys, publicUrl: "https://links.example.com", pageUrl: null };

it("every lead who can be asked and hasn't agreed gets a link of its own, in CSV that holds any name", async () => {
  const broker = await addBroker(sql, "acme");
  const at = "2026-01-15T08:00:00Z";
  const plain = await addLead(sql, broker, { email: "jane@example.com", full_name: "Jane Doe" });
  const odd = await addLead(sql, broker, { email: "zoe@example.com", full_name: '=1+1, "Zoe"' });
  await addLead(sql, broker, { email: "ada@example.com", consent: true, consent_at: at });
  await addLead(sql, broker, { email: "eve@example.com", campaign_status: "unsubscribed" });
  await addLead(sql, broker, { phone: "+15550100001" });
  await addLead(sql, await addBroker(sql), { email: "bob@example.com" });

  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  expect(await writeConsentLinks(sql, settings, { broker: "acme", limit: 10, print })).toEqual({
    written: 2,
    withoutAddress: 1,
  });
  expect(lines).toEqual([
    "lead,email,name,link",
    expect.stringMatching(`^${plain},jane@example.com,Jane Doe,https://links.example.com/consent/`),
    expect.stringMatching(`^${odd},zoe@example.com,"'=1\\+1, ""Zoe""",https://links.example.com/consent/`),
  ]);
  const token = lines[1]?.split("/consent/")[1] ?? "";
  expect(readConsentToken(token, keys, new Date())).toMatchObject({
    ok: true,
    token: { purpose: "consent", lead: Number(plain) },
  });
  expect(await sql`select lead_id from intake.consent_tokens order by lead_id`).toEqual([
    { lead_id: plain },
    { lead_id: odd },
  ]);
});

it("for a broker whom nobody knows there are none", async () => {
  const request = { broker: "nobody", limit: 10, print: () => undefined };
  await expect(writeConsentLinks(sql, settings, request)).rejects.toThrow("there is no broker nobody");
});
