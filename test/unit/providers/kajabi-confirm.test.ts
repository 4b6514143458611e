import { afterEach, describe, expect, test, vi } from "vitest";
import { provider } from "../../../functions/webhook-kajabi/provider.ts";
import type { IdentifiedEvent } from "../../../shared/intake/provider.ts";
import { customer, flatSale, kajabiEvent, purchase, transaction } from "../../support/payloads/kajabi.ts";

const credential = { KAJABI_API_CLIENT_ID: "client", KAJABI_API_CLIENT_SECRET: "secret" };
const known = { action: "charge", state: "succeeded", amount_in_cents: 14_900, currency: "USD" };

type Answer = { readonly status?: number; readonly attributes?: unknown; readonly fails?: boolean };

/** An API that signs us in, and answers for a transaction. */
function api({ status = 200, attributes = known, fails = false }: Answer = {}) {
  const requests: Request[] = [];
  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    requests.push(request);
    if (fails) throw new TypeError("connection refused");
    if (request.url.endsWith("/oauth/token")) {
      return Response.json({
        access_token: `token ${requests.length}`,
        token_type: "Bearer",
        expires_in: 600,
      });
    }
    return Response.json({ data: { id: "1234567890", type: "transactions", attributes } }, { status });
  }
  return { requests, fetch: answer };
}

function eventOf(body: unknown): IdentifiedEvent {
  const [event] = provider.identify(body) ?? [];
  if (!event) throw new Error("The body holds no event.");
  return event;
}

const sale = eventOf(kajabiEvent("purchase.created", flatSale()));

afterEach(() => vi.useRealTimers());

describe("without a credential", () => {
  test.each([{}, { KAJABI_API_CLIENT_ID: "", KAJABI_API_CLIENT_SECRET: "" }])(
    "%o confirms nothing",
    (environment) => {
      expect(provider.confirm(environment, api().fetch)).toBeNull();
    },
  );

  test.each([{ KAJABI_API_CLIENT_ID: "client" }, { KAJABI_API_CLIENT_SECRET: "secret" }])(
    "half of one, %o, is refused by name",
    (environment) => {
      expect(() => provider.confirm(environment, api().fetch)).toThrow(
        "KAJABI_API_CLIENT_ID and KAJABI_API_CLIENT_SECRET",
      );
    },
  );
});

describe("the address of the API", () => {
  test.each(["http://127.0.0.1:9", "http://[::1]:9", "https://api.kajabi.com"])("may be %s", (address) => {
    expect(provider.confirm({ ...credential, KAJABI_API_URL: address }, api().fetch)).not.toBeNull();
  });

  test.each([
    "http://api.kajabi.com",
    "https://api.kajabi.com.example.test",
    "https://api.kajabi.com:8443",
    "https://127.0.0.1",
    "http://localhost.example.test",
    "http://169.254.169.254",
    "file:///etc/passwd",
    "kajabi",
  ])("may not be %s", (address) => {
    expect(() => provider.confirm({ ...credential, KAJABI_API_URL: address }, api().fetch)).toThrow(
      "KAJABI_API_URL",
    );
  });
});

describe("a payment", () => {
  test("is confirmed by the API's word on it", async () => {
    const { fetch, requests } = api();
    expect(await provider.confirm(credential, fetch)?.(sale)).toBe("confirmed");
    const [signIn, question] = requests;
    expect(signIn?.url).toBe("https://api.kajabi.com/v1/oauth/token");
    expect(signIn?.method).toBe("POST");
    expect(await signIn?.text()).toBe("grant_type=client_credentials&client_id=client&client_secret=secret");
    expect(question?.url).toBe("https://api.kajabi.com/v1/transactions/1234567890");
    expect(question?.headers.get("authorization")).toBe("Bearer token 1");
    expect(requests.map(({ redirect }) => redirect)).toEqual(["error", "error"]);
  });

  test("is confirmed with a token that needs no sign-in", async () => {
    const { fetch, requests } = api();
    expect(await provider.confirm({ KAJABI_API_TOKEN: "mine" }, fetch)?.(sale)).toBe("confirmed");
    expect(requests.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer mine"]);
  });

  test("of an API hook is confirmed too", async () => {
    const hook = eventOf(kajabiEvent("payment_succeeded", [transaction(), customer()], "hash_1"));
    const { fetch, requests } = api();
    expect(await provider.confirm(credential, fetch)?.(hook)).toBe("confirmed");
    expect(requests[1]?.url).toBe("https://api.kajabi.com/v1/transactions/88001");
  });

  test.each<[string, Answer]>([
    ["no such transaction", { status: 404 }],
    ["another amount", { attributes: { ...known, amount_in_cents: 1 } }],
    ["another currency", { attributes: { ...known, currency: "EUR" } }],
    ["another state", { attributes: { ...known, state: "failed" } }],
    ["no state", { attributes: { ...known, state: null } }],
    ["a currency that is none", { attributes: { ...known, currency: "XYZ" } }],
  ])("is contradicted by %s", async (_, answer) => {
    expect(await provider.confirm(credential, api(answer).fetch)?.(sale)).toBe("contradicted");
  });

  test("is contradicted by an id that no transaction can have, unasked", async () => {
    const forged = eventOf(kajabiEvent("purchase.created", flatSale({ transaction_id: "../me" })));
    const { fetch, requests } = api();
    expect(await provider.confirm(credential, fetch)?.(forged)).toBe("contradicted");
    expect(requests).toEqual([]);
  });

  test.each<[string, Answer]>([
    ["is refused", { status: 401 }],
    ["is limited", { status: 429 }],
    ["fails", { status: 500 }],
    ["can't be reached", { fails: true }],
    ["answers in another shape", { attributes: { amount: 149 } }],
  ])("stays open while the API %s", async (_, answer) => {
    expect(await provider.confirm(credential, api(answer).fetch)?.(sale)).toBe("unavailable");
  });

  test.each([
    ["a free purchase", kajabiEvent("purchase.created", flatSale({ transaction_id: null }))],
    ["access", kajabiEvent("purchase", [purchase(), customer()], "hash_1")],
    ["what can't be read", kajabiEvent("purchase.created", flatSale({ currency: "XYZ" }))],
  ])("there is none in %s: nothing is asked", async (_, body) => {
    const { fetch, requests } = api();
    expect(await provider.confirm(credential, fetch)?.(eventOf(body))).toBe("unavailable");
    expect(requests).toEqual([]);
  });
});

describe("the sign-in", () => {
  test("holds for half the token's life", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    const { fetch, requests } = api();
    const confirm = provider.confirm(credential, fetch);
    const signIns = () => requests.filter(({ url }) => url.endsWith("/oauth/token")).length;
    await confirm?.(sale);
    vi.setSystemTime(299_999);
    await confirm?.(sale);
    expect(signIns()).toBe(1);
    vi.setSystemTime(300_000);
    await confirm?.(sale);
    expect(signIns()).toBe(2);
  });

  test("is done again once the API no longer takes the token", async () => {
    const { fetch, requests } = api({ status: 401 });
    const confirm = provider.confirm(credential, fetch);
    await confirm?.(sale);
    await confirm?.(sale);
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      "/v1/oauth/token",
      "/v1/transactions/1234567890",
      "/v1/oauth/token",
      "/v1/transactions/1234567890",
    ]);
  });
});
