import { Webhook } from "standardwebhooks";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { AlertNews } from "../../../functions/job-health-check/alert-news.ts";
import { alertWebhook } from "../../../functions/job-health-check/alert-webhook.ts";
import { heartbeat } from "../../../functions/job-health-check/heartbeat.ts";

const secret = `whsec_${btoa("twenty-four bytes or more")}`;
const now = () => new Date();
const news: AlertNews = {
  id: 7,
  news: "critical",
  kind: "dead_letters",
  subject: "stripe",
  code: "invalid-field",
  raised_at: "2027-01-15T08:00:00+00:00",
  resolved_at: null,
};

let answer = () => new Response("ok");
let received: { readonly headers: Headers; readonly text: string }[] = [];
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async (request) => {
  received.push({ headers: request.headers, text: await request.text() });
  return answer();
});
afterAll(() => server.shutdown());
beforeEach(() => {
  received = [];
  answer = () => new Response("ok");
});

const environment = {
  SUPABASE_URL: "https://abc.supabase.co",
  ALERT_WEBHOOK_URL: `http://127.0.0.1:${server.addr.port}/services/marked`,
};
const signing = { ...environment, ALERT_WEBHOOK_SECRET: secret };

describe("news of alerts", () => {
  test("is a text for people and data for machines", async () => {
    const resolved: AlertNews = { ...news, id: 8, news: "resolved", subject: "", code: null };
    await alertWebhook(environment, fetch, now)?.([news, resolved]);
    const [{ headers, text } = { headers: new Headers(), text: "" }] = received;
    expect(JSON.parse(text)).toMatchObject({
      type: "alerts.news",
      text: [
        "Sluice, abc.supabase.co",
        "critical: dead letters: stripe (invalid-field), since 2027-01-15T08:00:00+00:00",
        "resolved: dead letters, since 2027-01-15T08:00:00+00:00",
      ].join("\n"),
      data: { project: "abc.supabase.co", alerts: [news, resolved] },
    });
    expect(headers.has("webhook-signature")).toBe(false);
  });

  test("is signed by Standard Webhooks where there is a secret, and the same news has the same id", async () => {
    const tell = alertWebhook(signing, fetch, now);
    await tell?.([news]);
    await tell?.([news]);
    await tell?.([{ ...news, news: "resolved" }]);
    for (const { headers, text } of received) {
      expect(new Webhook(secret).verify(text, Object.fromEntries(headers))).toMatchObject({
        type: "alerts.news",
      });
    }
    const ids = received.map(({ headers }) => headers.get("webhook-id"));
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test.each([
    ["HTTP_404", () => new Response("no such hook", { status: 404 })],
    ["HTTP_500", () => new Response("", { status: 500 })],
    ["NETWORK", () => Response.redirect("http://127.0.0.1:9/elsewhere", 302)],
  ])("is not told, %s, unless it is answered with 2xx", async (code, refusing) => {
    answer = refusing;
    await expect(alertWebhook(environment, fetch, now)?.([news])).rejects.toMatchObject({ code });
    expect(received).toHaveLength(1);
  });
});

test("nobody is told where no address is set", () => {
  expect(alertWebhook({ ...environment, ALERT_WEBHOOK_URL: " " }, fetch, now)).toBeNull();
});

test.each(["http://hooks.example.com/marked", "marked", "ftp://127.0.0.1/marked"])(
  "the address %s is refused by its variable's name, and not read aloud",
  (address) => {
    const start = () => alertWebhook({ ...environment, ALERT_WEBHOOK_URL: address }, fetch, now);
    expect(start).toThrow("ALERT_WEBHOOK_URL");
    expect(start).not.toThrow("marked");
  },
);

test("a secret that is none is refused by its variable's name", () => {
  const start = () => alertWebhook({ ...environment, ALERT_WEBHOOK_SECRET: "whsec_short" }, fetch, now);
  expect(start).toThrow("ALERT_WEBHOOK_SECRET");
});

describe("a sign of life", () => {
  const watched = { HEARTBEAT_URL: environment.ALERT_WEBHOOK_URL };

  test("asks the address that is watched", async () => {
    await heartbeat(watched, fetch)?.();
    expect(received).toHaveLength(1);
  });

  test("has failed when the address answers otherwise than with 2xx", async () => {
    answer = () => new Response("", { status: 404 });
    await expect(heartbeat(watched, fetch)?.()).rejects.toMatchObject({ code: "HTTP_404" });
  });

  test("is not given where no address is set, and the variable is named where it is none", () => {
    expect(heartbeat({}, fetch)).toBeNull();
    expect(() => heartbeat({ HEARTBEAT_URL: "http://example.com" }, fetch)).toThrow("HEARTBEAT_URL");
  });
});
