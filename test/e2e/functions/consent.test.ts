import postgres from "postgres";
import { afterAll, expect, inject, test } from "vitest";
import { readConnection } from "../../../shared/database/connection.ts";
import { dataApiRpc } from "../../../shared/database/rpc.ts";
import { consentLinks } from "../../../shared/leads/consent-link.ts";
import { developmentSettings } from "../../support/development-settings.ts";
import { addBroker, addLead } from "../../support/lead-rows.ts";

const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 1 });
afterAll(() => sql.end());

const rpc = dataApiRpc(
  readConnection({ SUPABASE_URL: stack.apiUrl, SUPABASE_SERVICE_ROLE_KEY: stack.secretKey }),
);
const settings = {
  keys: [developmentSettings().CONSENT_SECRET ?? ""] as const,
  publicUrl: stack.functionsUrl,
};
const issue = consentLinks(settings, rpc, () => new Date());

async function answerOf(link: string, init?: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(link, init);
  return { status: response.status, text: await response.text() };
}

test("a lead agrees by its link, once, and unsubscribes by the button of a mail program", async () => {
  const email = `${crypto.randomUUID()}@example.com`;
  const lead = Number(await addLead(sql, await addBroker(sql), { email }));
  const [consent, unsubscribe] = [
    (await issue("consent", [{ lead }])).get(lead) ?? "",
    (await issue("unsubscribe", [{ lead }])).get(lead) ?? "",
  ];

  expect(await answerOf(consent)).toMatchObject({
    status: 200,
    text: expect.stringContaining("I agree that") as string,
  });
  const agree = { method: "POST", body: new URLSearchParams({ agree: "yes" }) };
  expect((await answerOf(consent, agree)).status).toBe(200);
  expect((await answerOf(consent, agree)).status).toBe(404);
  expect((await answerOf(consent)).status).toBe(404);
  const oneClick = { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) };
  expect((await answerOf(unsubscribe, oneClick)).status).toBe(200);
  expect((await answerOf(unsubscribe, oneClick)).status).toBe(200);

  expect(
    await sql`select consent, consent_text_version as version, campaign_status as status from public.leads where id = ${lead}`,
  ).toEqual([{ consent: true, version: "2026-11", status: "unsubscribed" }]);
});
