import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { z } from "zod/v3";
import { doors } from "../../database/doors.ts";
import { developmentSettings } from "../../support/development-settings.ts";
import { type Answer, type Ask, caller, person } from "./callers.ts";
import { type Access, callable, matrix, type Rows } from "./matrix.ts";
import { addConflict, seedBroker, seedBusiness } from "./seed.ts";

const { apiUrl, databaseUrl, secretKey } = inject("stack");
const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
afterAll(() => sql.end());

const [a, b] = [await seedBroker(sql), await seedBroker(sql)];
const ids = { outsider: crypto.randomUUID(), staff: crypto.randomUUID() };
await sql`insert into public.members (user_id, role) values (${ids.staff}, 'staff')`;
await seedBusiness(sql);

const anon = caller(apiUrl, developmentSettings().SUPABASE_PUBLISHABLE_KEY ?? "");
const secret = caller(apiUrl, secretKey);
const outsider = await person(apiUrl, ids.outsider);
const memberOfA = await person(apiUrl, a.member);
const memberOfB = await person(apiUrl, b.member);
const staff = await person(apiUrl, ids.staff);

const exposed = await sql<{ name: string; columns: readonly string[] }[]>`
  select c.relname as name, array_agg(t.attname::text order by t.attnum) as columns
  from pg_class c join pg_attribute t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
  group by c.relname order by c.relname`;
const functions = await sql<
  { name: string; signature: string; args: readonly string[]; types: readonly string[]; stable: boolean }[]
>`
  select proname as name, format('public.%I(%s)', proname, pg_get_function_identity_arguments(oid)) as signature,
    coalesce(proargnames[1:pronargs], '{}') as args,
    array(select type::regtype::text from unnest(proargtypes::oid[]) as type) as types, provolatile <> 'v' as stable
  from pg_proc
  where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
  order by proname`;

test("the matrix names everything in the exposed schema, and nothing else", () => {
  expect(exposed.map(({ name }) => name).toSorted()).toEqual(Object.keys(matrix).toSorted());
});

const accessOf = (name: string): Access => matrix[name] ?? expect.unreachable(`${name} isn't in the matrix`);

/** Rows of the two brokers and of none: whatever else other tests have made is left out. */
function ours({ name, columns }: { readonly name: string; readonly columns: readonly string[] }): string {
  if (name === "brokers") return `id=in.(${a.broker},${b.broker})`;
  if (name === "members") return `user_id=in.(${a.member},${b.member},${ids.staff},${ids.outsider})`;
  if (columns.includes("broker_id")) return `or=(broker_id.in.(${a.broker},${b.broker}),broker_id.is.null)`;
  if (columns.includes("campaign_id")) return `campaign_id=in.(${a.campaign},${b.campaign})`;
  return "limit=20";
}

type Owner = "a" | "b" | "staff" | "common";
const owners = new Map<unknown, Owner>([
  [a.broker, "a"],
  [a.member, "a"],
  [b.broker, "b"],
  [b.member, "b"],
  [ids.staff, "staff"],
]);
const campaigns = new Map<unknown, Owner>([
  [a.campaign, "a"],
  [b.campaign, "b"],
]);

// A number in JSON, a text where the tests' own driver reads it.
const identifier = z.union([z.string(), z.number().transform(String)]);

function ownersOf(name: string, rows: Answer["rows"]): ReadonlySet<Owner> {
  return new Set(
    rows.map((row) => {
      const text = (column: string) => identifier.safeParse(row[column]).data ?? null;
      const owner = name === "brokers" ? text("id") : (text("broker_id") ?? text("user_id"));
      return (
        owners.get(owner) ??
        (name === "v_campaign_days" ? campaigns.get(text("campaign_id")) : undefined) ??
        "common"
      );
    }),
  );
}

/** Everything there is of a relation, by whose it is; of what other tests have made nothing either. */
async function everythingIn(relation: {
  readonly name: string;
  readonly columns: readonly string[];
}): Promise<ReadonlySet<Owner>> {
  const { name, columns } = relation;
  const key =
    name === "brokers"
      ? sql`id = any (${[a.broker, b.broker]})`
      : name === "members"
        ? sql`user_id = any (${[a.member, b.member, ids.staff, ids.outsider]})`
        : columns.includes("broker_id")
          ? sql`broker_id = any (${[a.broker, b.broker]}) or broker_id is null`
          : columns.includes("campaign_id")
            ? sql`campaign_id = any (${[a.campaign, b.campaign]})`
            : sql`true`;
  const rows = await sql<
    Record<string, unknown>[]
  >`select * from public.${sql(relation.name)} where ${key} limit 5000`;
  return ownersOf(relation.name, rows);
}

function shownOf(rows: Rows, everything: ReadonlySet<Owner>, self: Owner): readonly Owner[] | "42501" {
  const all = [...everything].sort();
  switch (rows) {
    case "refused":
      return "42501";
    case "none":
      return [];
    case "all":
      return all;
    case "common":
      return all.filter((owner) => owner === "common");
    case "own":
      return all.filter((owner) => owner === self);
    case "own and common":
      return all.filter((owner) => owner === self || owner === "common");
  }
}

describe.each(exposed)("$name", (relation) => {
  const { name, columns } = relation;
  // Not the first one, which makes itself.
  const column = columns.find((each) => each !== "id") ?? "";
  const access = accessOf(name);

  test("shows everybody what is theirs to see", async () => {
    const everything = access.select.staff === "refused" ? new Set<Owner>() : await everythingIn(relation);
    if (access.select.staff !== "refused")
      expect(everything.size, "there is something to be seen").toBeGreaterThan(0);
    if (access.select.member === "own") expect([...everything]).toEqual(expect.arrayContaining(["a", "b"]));
    const seenBy = async (ask: Ask) => {
      const answer = await ask("GET", `${name}?select=*&${ours(relation)}`);
      return answer.code ?? [...ownersOf(name, answer.rows)].sort();
    };
    const seen = {
      anon: () => seenBy(anon),
      secret: () => seenBy(secret),
      outsider: () => seenBy(outsider),
      memberOfA: () => seenBy(memberOfA),
      memberOfB: () => seenBy(memberOfB),
      staff: () => seenBy(staff),
    };
    expect(await together(seen)).toEqual({
      anon: "42501",
      secret: "42501",
      outsider: shownOf(access.select.outsider, everything, "common"),
      memberOfA: shownOf(access.select.member, everything, "a"),
      memberOfB: shownOf(access.select.member, everything, "b"),
      staff: shownOf(access.select.staff, everything, "staff"),
    });
  });

  /** By a caller who may do it at all: a row that could be there. By anybody else: the least that is asked at all. */
  const insert = (broker: string) => async (ask: Ask) =>
    changeOf(await ask("POST", name, (await samples[name]?.insert?.(broker)) ?? { [column]: null }));
  const update = (broker: string) => async (ask: Ask) =>
    changeOf(await ask("PATCH", `${name}?${targetOf(broker)}`, samples[name]?.update ?? { [column]: null }));
  const remove = (broker: string) => async (ask: Ask) => {
    // What the others have removed before is there again.
    await samples[name]?.restore?.(broker);
    return changeOf(await ask("DELETE", `${name}?${targetOf(broker)}`));
  };
  const targetOf = (broker: string) =>
    samples[name]?.target ?? (columns.includes("broker_id") ? `broker_id=eq.${broker}` : `${column}=is.null`);

  test.each([
    ["insert", insert],
    ["update", update],
    ["delete", remove],
  ] as const)("takes an %s from whom it may", async (command, attempt) => {
    const changes = access[command];
    // One after the other where something is changed, and all at once where nobody may.
    const callers = {
      anon: () => attempt(a.broker)(anon),
      secret: () => attempt(a.broker)(secret),
      outsider: () => attempt(a.broker)(outsider),
      own: () => attempt(a.broker)(memberOfA),
      others: () => attempt(b.broker)(memberOfA),
      staff: () => attempt(a.broker)(staff),
    };
    const isChanged = Object.values(changes).includes("made");
    expect(await (isChanged ? inTurn(callers) : together(callers))).toEqual({
      anon: "refused",
      secret: "refused",
      ...changes,
    });
  });
});

type Attempts<Result> = Readonly<Record<string, () => Promise<Result>>>;

async function together<Result>(attempts: Attempts<Result>): Promise<Readonly<Record<string, Result>>> {
  const results = Object.entries(attempts).map(async ([who, attempt]) => [who, await attempt()] as const);
  return Object.fromEntries(await Promise.all(results));
}

async function inTurn<Result>(attempts: Attempts<Result>): Promise<Readonly<Record<string, Result>>> {
  const results: Record<string, Result> = {};
  for (const [who, attempt] of Object.entries(attempts)) results[who] = await attempt();
  return results;
}

/** What came of a change; an error that is no refusal as it is. */
function changeOf({ code, rows }: Answer): string {
  // A view that is no table's rows can't be changed by anybody, and says so before it asks who it is.
  if (code === "42501" || code === "55000" || code === "42809") return "refused";
  return code ?? (rows.length > 0 ? "made" : "no rows");
}

type Sample = {
  readonly insert?: (broker: string) => object | Promise<object>;
  readonly update?: object;
  readonly target?: string;
  readonly restore?: (broker: string) => Promise<unknown>;
};

/** What changes are tried with, where anybody may make one. */
const samples: Readonly<Record<string, Sample>> = {
  campaigns: {
    insert: (broker_id) => ({
      broker_id,
      name: crypto.randomUUID(),
      destination: "webhook",
      url: "https://example.com/leads",
    }),
    update: { daily_limit: 1 },
  },
  consent_texts: {
    insert: (broker_id) => ({ broker_id, version: crypto.randomUUID(), body: "We may call you." }),
  },
  holidays: {
    insert: (broker_id) => ({ broker_id, day: `2${String(Math.random()).slice(2, 5)}-01-01` }),
    restore: (broker) =>
      sql`insert into public.holidays (broker_id, day) values (${broker}, '2027-01-01') on conflict do nothing`,
  },
  lead_conflicts: {
    restore: (broker) => sql`
      insert into public.lead_conflicts (broker_id, reason, lead_ids, stated, mak)
      values (${broker}, 'several-leads', '{}', '{}', '1000001') on conflict do nothing`,
  },
  lead_resolutions: {
    async insert(broker_id) {
      const { conflict, lead } = await addConflict(sql, broker_id);
      return { conflict_id: conflict, broker_id, lead_id: lead };
    },
  },
  leads: { update: { score: 1 } },
  verification_code_map: {
    insert: () => ({ provider: "access", code: crypto.randomUUID(), what: "email", verdict: "verified" }),
    update: { verdict: "unknown" },
    target: "provider=eq.access",
    restore: () =>
      sql`insert into public.verification_code_map values ('access', 'X', 'email', 'verified') on conflict do nothing`,
  },
};

/** A row of the broker's that there is something to call for, and what to call for it with. */
const calls: Readonly<Record<string, (broker: string) => Promise<object>>> = {
  resolve_lead_conflict: (broker) => addConflict(sql, broker),
};

test("people may call what the matrix names, and nothing else", () => {
  const signatures = functions.filter(({ name }) => name in callable).map(({ signature }) => signature);
  expect(signatures).toEqual(doors.authenticated.execute);
  expect(signatures).toHaveLength(Object.keys(callable).length);
});

test.each(Object.entries(callable))("%s does for people what they may have done", async (name, changes) => {
  const call = async (ask: Ask, broker: string) => {
    const { code, answer } = await ask("POST", `rpc/${name}`, await calls[name]?.(broker));
    return code === "42501" ? "refused" : (code ?? (answer === null ? "no rows" : "made"));
  };
  expect(
    await inTurn({
      anon: () => call(anon, a.broker),
      secret: () => call(secret, a.broker),
      outsider: () => call(outsider, a.broker),
      own: () => call(memberOfA, a.broker),
      others: () => call(memberOfA, b.broker),
      staff: () => call(staff, a.broker),
    }),
  ).toEqual({ anon: "refused", secret: "refused", ...changes });
});

const ofFunctions = functions.filter(({ name }) => !(name in callable));

describe.each(ofFunctions)("$signature", ({ name, signature, args, types, stable }) => {
  // A function that answers null for null need not be called for that.
  const nothing = Object.fromEntries(
    args.map((argument, index) => [argument, types[index] === "text" ? "" : null]),
  );

  test("is called by nobody but the functions", async () => {
    const callers = [anon, outsider, memberOfA, staff];
    const answers = await Promise.all(callers.map((ask) => ask("POST", `rpc/${name}`, nothing)));
    expect(answers.map(({ code }) => code)).toEqual(Array(callers.length).fill("42501"));
    expect(doors.service_role.execute).toContain(signature);
  });

  // The function itself isn't to run here, unless it changes nothing: an argument that can't be read comes after who asks.
  const unreadable = args.find((_, index) =>
    /^(?:bigint|integer|uuid|timestamp with time zone)$/.test(types[index] ?? ""),
  );
  test.runIf(stable || unreadable !== undefined)("opens to the key of the functions", async () => {
    const given = unreadable === undefined ? nothing : { ...nothing, [unreadable]: "x" };
    const { code } = await secret("POST", `rpc/${name}`, given);
    expect(code).not.toBe("42501");
    expect(code ?? "").not.toMatch(/^PGRST/);
  });
});
