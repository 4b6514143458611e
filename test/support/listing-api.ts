/** What the stand-in of a provider's API answers. */
export type ApiAnswer = (request: Request, body: string) => Response | Promise<Response>;

/** A stand-in of a provider's API on this machine, and the requests it was sent. */
export type ApiStandIn = {
  readonly url: string;
  readonly requests: Request[];
  readonly stop: () => Promise<void>;
};

/** Starts a stand-in. */
export function startApi(answer: ApiAnswer): ApiStandIn {
  const requests: Request[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      const body = await request.text();
      const { url, method, headers } = request;
      // A copy: the server's own closes with its answer.
      requests.push(new Request(url, { method, headers: new Headers(headers) }));
      return await answer(request, body);
    },
  );
  return { url: `http://127.0.0.1:${server.addr.port}`, requests, stop: () => server.shutdown() };
}

/** An event in Stripe's list. */
export type StripeEvent = { readonly id: string; readonly type: string; readonly created: number };

/** Stripe's list of events: newest first, by creation time and type, `pageSize` at a time. */
export function stripeList(events: readonly StripeEvent[], pageSize = 100): ApiAnswer {
  return ({ url }) => {
    const { searchParams: query } = new URL(url);
    const listed = events
      .filter(({ created }) => created >= Number(query.get("created[gte]")))
      .filter(({ created }) => created < Number(query.get("created[lt]")))
      .filter(({ type }) => query.getAll("types[]").includes(type))
      .sort((one, other) => other.created - one.created);
    const after = listed.findIndex(({ id }) => id === query.get("starting_after"));
    const data = listed.slice(after + 1, after + 1 + pageSize);
    return Response.json({ object: "list", data, has_more: after + 1 + data.length < listed.length });
  };
}

/** An event in PayPal's list. */
export type PaypalEvent = { readonly id: string; readonly create_time: string };

/** PayPal's list of events behind its tokens, `pageSize` at a time; its links name another host than the one that was asked. */
export function paypalList(events: readonly PaypalEvent[], pageSize = 100): ApiAnswer {
  return ({ url, headers }) => {
    const { pathname, searchParams: query } = new URL(url);
    if (pathname === "/v1/oauth2/token") return Response.json({ access_token: "A21", expires_in: 32_400 });
    if (headers.get("authorization") !== "Bearer A21") return new Response(null, { status: 401 });
    const [since, until] = [query.get("start_time") ?? "", query.get("end_time") ?? ""];
    const listed = events.filter(
      ({ create_time: at }) => Date.parse(at) >= Date.parse(since) && Date.parse(at) <= Date.parse(until),
    );
    const start = Number(query.get("start_index"));
    const page = listed.slice(start, start + pageSize);
    query.set("start_index", String(start + pageSize));
    const next = `https://api.paypal.com/v1/notifications/webhooks-events?${query.toString()}`;
    const links = start + pageSize < listed.length ? [{ rel: "next", href: next, method: "GET" }] : [];
    return Response.json({ events: page, count: page.length, links });
  };
}

/** An order in Ticket Tailor's list. */
export type TicketTailorOrder = { readonly id: string; readonly created_at: number };

/** Ticket Tailor's list of orders behind its key, `pageSize` at a time. */
export function ticketTailorList(orders: readonly TicketTailorOrder[], pageSize = 100): ApiAnswer {
  return ({ url, headers }) => {
    if (headers.get("authorization") !== `Basic ${btoa("sk_MARKED:")}`)
      return new Response(null, { status: 401 });
    const { pathname, searchParams: query } = new URL(url);
    if (pathname !== "/v1/orders") return new Response(null, { status: 404 });
    const listed = orders
      .filter(({ created_at: at }) => at >= Number(query.get("created_at.gte")))
      .filter(({ created_at: at }) => at < Number(query.get("created_at.lt")));
    const start = listed.findIndex(({ id }) => id === query.get("starting_after")) + 1;
    const data = listed.slice(start, start + pageSize);
    const next =
      start + pageSize < listed.length ? `/v1/orders?starting_after=${data.at(-1)?.id ?? ""}` : null;
    return Response.json({ data, links: { next, previous: null } });
  };
}

/** A resource of Kajabi's API. */
export type KajabiResource = {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** Kajabi's API behind its tokens: purchases, the latest change first, `pageSize` at a time; and what they name. */
export function kajabiApiStandIn(resources: readonly KajabiResource[], pageSize = 25): ApiAnswer {
  const changedAt = ({ attributes }: KajabiResource) => Date.parse(String(attributes.updated_at));
  return ({ url, headers }) => {
    const { pathname, searchParams: query } = new URL(url);
    if (pathname === "/v1/oauth/token") return Response.json({ access_token: "K1", expires_in: 7200 });
    if (headers.get("authorization") !== "Bearer K1") return new Response(null, { status: 401 });
    const [, type, id] = /^\/v1\/([a-z]+)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (id !== undefined) {
      const found = resources.find((resource) => resource.type === type && resource.id === id);
      return found ? Response.json({ data: found }) : new Response(null, { status: 404 });
    }
    const listed = resources
      .filter((resource) => resource.type === type)
      .filter((resource) => changedAt(resource) >= Date.parse(query.get("filter[updated_at_gte]") ?? ""))
      .filter((resource) => changedAt(resource) < Date.parse(query.get("filter[updated_at_lt]") ?? ""))
      .sort((one, other) => changedAt(other) - changedAt(one));
    const start = (Number(query.get("page[number]")) - 1) * pageSize;
    const next =
      start + pageSize < listed.length ? "https://api.kajabi.com/v1/purchases?page[number]=next" : null;
    return Response.json({ data: listed.slice(start, start + pageSize), links: { next } });
  };
}
