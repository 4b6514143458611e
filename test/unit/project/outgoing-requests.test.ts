import ts from "typescript";
import { afterEach, expect, test, vi } from "vitest";
import { provider as kajabi } from "../../../functions/webhook-kajabi/provider.ts";
import { provider as paypal } from "../../../functions/webhook-paypal/provider.ts";
import { projectFiles, readProjectFile } from "../../support/project-files.ts";
import { readVectorFile } from "../../support/vectors.ts";

// Every place that calls out, and why nobody but the project's owner can choose where to.
const callers: Readonly<Record<string, string>> = {
  "shared/database/rpc.ts": "the Data API, at the address that the platform sets (SUPABASE_URL)",
  "shared/verification/certificate-source.ts":
    "PayPal's certificates, at addresses that its scheme's grammar lets through",
  "functions/webhook-paypal/provider.ts":
    "the same: hands the global fetch to that scheme, as it is when it is called",
  "functions/webhook-kajabi/api.ts": "Kajabi's API, at its own address or this machine's (KAJABI_API_URL)",
  "shared/campaigns/post-lead.ts":
    "Instantly's API, at its own address or this machine's; and campaigns' webhooks, at addresses of the public internet",
  "shared/http/ask-upstream.ts":
    "a provider's list API, at its own address or this machine's; and who is told of alerts, and who hears that all is done, at addresses that are configured (ALERT_WEBHOOK_URL, HEARTBEAT_URL)",
  "shared/rate-limit/upstash-bucket.ts":
    "Upstash, by its own client, at the address that is configured (UPSTASH_REDIS_REST_URL)",
};

const sources = projectFiles(/^(?:functions|shared)\/.*\.ts$/).map((path) =>
  ts.createSourceFile(path, readProjectFile(path), ts.ScriptTarget.ESNext, true),
);

const outgoing = new Set([
  "fetch",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "Redis",
  "connect",
  "connectTls",
]);

/** The calls by which code may reach another machine. */
function outgoingCalls(node: ts.Node): readonly (ts.CallExpression | ts.NewExpression)[] {
  const calls = node.getChildren().flatMap(outgoingCalls);
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return calls;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  return outgoing.has(name) ? [node, ...calls] : calls;
}

test("only these files call out", () => {
  const calling = sources
    .filter((source) => outgoingCalls(source).length > 0)
    .map(({ fileName }) => fileName);
  expect(calling.filter((path) => !(path in callers))).toEqual([]);
  expect(calling).toContain("shared/database/rpc.ts");
});

test("nothing calls out by other means: no module for sockets is imported", () => {
  const sockets = /^(?:node:)?(?:https?|http2|net|tls|dgram|dns|child_process)(?:\/|$)/;
  const imported = sources.flatMap((source) =>
    ts.preProcessFile(source.text, true, true).importedFiles.map(({ fileName }) => fileName),
  );
  expect(imported.filter((name) => sockets.test(name))).toEqual([]);
});

test("no redirect is followed: it would lead away from the address that was allowed", () => {
  const following = sources
    .filter(({ fileName }) => fileName !== "functions/webhook-paypal/provider.ts")
    .flatMap(outgoingCalls)
    .filter((call) => call.expression.getText() === "fetch")
    .filter((call) => !/\bredirect: "(?:error|manual)"/.test(call.arguments?.[1]?.getText() ?? ""))
    .map((call) => `${call.getSourceFile().fileName}: ${call.getText()}`);
  expect(following).toEqual([]);
});

const elsewhere = [
  "http://169.254.169.254/latest/meta-data",
  "https://evil.example.test",
  "https://api.kajabi.com.evil.example.test",
  "https://api.kajabi.com@evil.example.test",
  "http://api.kajabi.com",
  "file:///etc/passwd",
];

test.each(elsewhere)("Kajabi's credential is not sent to %s", (address) => {
  const environment = { KAJABI_API_TOKEN: "token", KAJABI_API_URL: address };
  expect(() => kajabi.confirm(environment, fetch)).toThrow("KAJABI_API_URL");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ...elsewhere,
  "https://api.paypal.com.evil.example.test/v1/notifications/certs/CERT-1",
  "https://api.paypal.com@evil.example.test/v1/notifications/certs/CERT-1",
  "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
  "https://api.paypal.com/v1/notifications/certs/../../oauth2/token",
  "https://api.paypal.com/v1/notifications/certs/CERT-1?to=https://evil.example.test",
  "http://api.paypal.com/v1/notifications/certs/CERT-1",
])("no certificate is fetched from %s", async (address) => {
  const [genuine] = readVectorFile("paypal").vectors.filter(({ result }) => result === "accepted");
  if (!genuine) throw new Error("PayPal has no genuine delivery.");
  const headers = new Headers(genuine.delivery.headers);
  headers.set("paypal-cert-url", address);
  const fetching = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", fetching);
  const verdict = await paypal.scheme({ ...genuine.delivery, headers }, genuine.keys, genuine.now);
  expect(verdict).toEqual({ ok: false, reason: "untrusted-certificate" });
  expect(fetching).not.toHaveBeenCalled();
});
