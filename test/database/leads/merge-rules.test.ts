import { describe, expect, it } from "vitest";
import { testDatabase } from "../../support/database.ts";
import { leadsOf, makeBroker, type StatedLead, uploadLeads } from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const home = { street: "1 MAIN ST", city: "LOS ANGELES", state: "CA", postal_code: "90210" };

/** What one lead is after these statements, an upload each. */
async function after(...statements: readonly StatedLead[]) {
  const broker = await makeBroker(sql);
  for (const stated of statements) await uploadLeads(sql, broker, [{ ...home, ...stated }]);
  const leads = await leadsOf(sql, broker);
  expect(leads).toHaveLength(1);
  return leads[0];
}
const verification = (...codes: string[]) => ({ verification: { provider: "melissa", codes } });
const email = "jane@example.com";
const phone = "+13105550123";

describe("what a later row states", () => {
  it("replaces what was known, and what it doesn't state stays", async () => {
    expect(
      await after(
        { full_name: "Jane Doe", bedrooms: 3, owner_occupied: true },
        { bedrooms: 4, owner_occupied: false },
      ),
    ).toMatchObject({
      full_name: "Jane Doe",
      bedrooms: "4",
      owner_occupied: false,
    });
    expect(await after({ full_name: "Jane Doe" }, { full_name: null })).toMatchObject({
      full_name: "Jane Doe",
    });
  });

  it("unites tags, and keeps the greatest score", async () => {
    expect(await after({ tags: ["b", "a"], score: 80 }, { tags: ["c", "a"], score: 20 }, {})).toMatchObject({
      tags: ["a", "b", "c"],
      score: 80,
    });
  });

  it("replaces an amount together with its currency", async () => {
    const first = { estimated_value_amount: 100, estimated_value_currency: "USD" };
    expect(await after(first, { estimated_value_amount: 90, estimated_value_currency: "CAD" })).toMatchObject(
      {
        estimated_value_amount: "90",
        estimated_value_currency: "CAD",
      },
    );
  });

  it("keeps a ZIP+4 that was known", async () => {
    expect(await after({ postal_code: "90210-1234" }, { postal_code: "90210" })).toMatchObject({
      postal_code: "90210-1234",
    });
    expect(await after({ postal_code: "90210" }, { postal_code: "90210-1234" })).toMatchObject({
      postal_code: "90210-1234",
    });
  });

  it("replaces an address as a whole", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [{ mak: "1000000001", ...home, unit: "APT 2" }]);
    await uploadLeads(sql, broker, [{ mak: "1000000001", street: "9 OAK AVE", postal_code: "10001" }]);
    expect(await leadsOf(sql, broker)).toMatchObject([
      { street: "9 OAK AVE", unit: null, city: null, state: null, postal_code: "10001" },
    ]);
  });

  it("is the last line's within one file", async () => {
    const broker = await makeBroker(sql);
    const names = ["Jane Doe", "Jane Roe", "Jane Poe"];
    await uploadLeads(
      sql,
      broker,
      names.map((full_name) => ({ ...home, full_name })),
    );
    expect(await leadsOf(sql, broker)).toMatchObject([{ full_name: "Jane Poe" }]);
  });
});

describe("consent", () => {
  const first = {
    consent: true,
    consent_at: "2026-01-01T00:00:00Z",
    consent_source: "web",
    consent_text_version: "v1",
  };
  const later = {
    consent: true,
    consent_at: "2026-06-01T00:00:00Z",
    consent_source: "fair",
    consent_text_version: "v2",
  };
  const earliest = {
    consent: true,
    consent_at: new Date(first.consent_at),
    consent_source: "web",
    consent_text_version: "v1",
  };

  it("is never lost, and keeps its earliest time with what goes with it, in either order", async () => {
    expect(await after(first, later, {}, { consent: false })).toMatchObject(earliest);
    expect(await after({}, later, first)).toMatchObject(earliest);
  });

  it("takes no time from who didn't consent", async () => {
    expect(await after({ consent: false, consent_at: "2026-01-01T00:00:00Z" })).toMatchObject({
      consent: false,
      consent_at: null,
    });
  });
});

describe("verification", () => {
  it("sets what its codes say of e-mail and phone, and keeps them", async () => {
    const payload = { RecordID: "1" };
    const stated = {
      email,
      phone,
      verification: { provider: "melissa", codes: ["PS01", "ES01", "AS01", "XX99"], payload },
    };
    expect(await after(stated)).toMatchObject({
      email_verified: true,
      phone_verified: true,
      email_verification_codes: ["ES01"],
      phone_verification_codes: ["PS01"],
      melissa_payload: payload,
    });
  });

  it("isn't taken back by silence, and is by a verdict", async () => {
    expect(
      await after({ email, ...verification("ES01") }, { email }, { email, email_verified: false }),
    ).toMatchObject({
      email_verified: true,
    });
    expect(await after({ email, ...verification("ES01") }, { email, ...verification("EE04") })).toMatchObject(
      {
        email_verified: false,
        email_verification_codes: ["EE04", "ES01"],
      },
    );
    expect(await after({ email, ...verification("ES01") }, { email, ...verification("ES03") })).toMatchObject(
      { email_verified: true },
    );
  });

  it("believes the bad code where codes contradict each other", async () => {
    expect(await after({ phone, ...verification("PS01", "PE01") })).toMatchObject({ phone_verified: false });
  });

  it("is of one address or number: another one starts unverified", async () => {
    expect(
      await after({ email, phone, ...verification("ES01", "PS01") }, { email: "other@example.com" }),
    ).toMatchObject({
      email: "other@example.com",
      email_verified: false,
      email_verification_codes: [],
      phone_verified: true,
    });
    expect(
      await after({ phone, ...verification("PS01") }, { phone: "+13105550199", phone_sent: "310 555 0199" }),
    ).toMatchObject({
      phone: "+13105550199",
      phone_sent: "310 555 0199",
      phone_verified: false,
      phone_verification_codes: [],
    });
    expect(await after({ email, ...verification("ES01") }, { email: email.toUpperCase() })).toMatchObject({
      email,
      email_verified: true,
    });
  });

  it("is nothing without something to verify", async () => {
    expect(await after(verification("ES01", "PS01"))).toMatchObject({
      email_verified: false,
      phone_verified: false,
    });
  });

  it("follows the map of codes, which staff can change, per provider", async () => {
    await sql`
      insert into public.verification_code_map (provider, code, what, verdict) values ('other', 'ES01', 'email', 'unverified'), ('other', 'ok', 'email', 'verified')`;
    const by = (provider: string, code: string) => ({ email, verification: { provider, codes: [code] } });
    expect(await after(by("other", "ok"))).toMatchObject({ email_verified: true });
    expect(await after(by("other", "ES01"))).toMatchObject({ email_verified: false });
    expect(await after(by("unheard-of", "ES01"))).toMatchObject({
      email_verified: false,
      email_verification_codes: [],
    });
  });
});
