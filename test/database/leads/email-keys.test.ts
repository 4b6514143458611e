import type postgres from "postgres";
import { describe, expect, it } from "vitest";
import { asRole } from "../../support/database-roles.ts";
import { sqlstate } from "../../support/database-errors.ts";
import { testDatabase } from "../../support/database.ts";
import { sqlRpc } from "../../support/sql-rpc.ts";
import { leadsOf, makeBroker, uploadLeads } from "../../support/staged-leads.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);
const home = { street: "1 MAIN ST", postal_code: "90210" };

describe("an address", () => {
  it("is hashed the same however it is spelled, and not as anybody could", async () => {
    const hash = await rpc("hash_email", { email: "Jane@Example.com" });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await rpc("hash_email", { email: "jane@example.com" })).toBe(hash);
    const [plain] = await sql`select encode(sha256('jane@example.com'), 'hex') as hash`;
    expect(hash).not.toBe(plain?.hash);
  });

  it("is encrypted to another text each time, and decrypted to itself", async () => {
    const texts = [
      await rpc("encrypt_email", { email: "Jane@example.com" }),
      await rpc("encrypt_email", { email: "Jane@example.com" }),
    ];
    expect(new Set(texts).size).toBe(2);
    for (const encrypted of texts) {
      expect(encrypted).toMatch(/^1:[A-Za-z0-9+/]+=*$/);
      expect(await rpc("decrypt_email", { encrypted })).toBe("Jane@example.com");
    }
  });

  it("can't be decrypted where the text or the key isn't what it was", async () => {
    const encrypted = String(await rpc("encrypt_email", { email: "jane@example.com" }));
    const tampered = `${encrypted.slice(0, -8)}${encrypted.endsWith("AAAAAAA=") ? "BBBBBBB=" : "AAAAAAA="}`;
    expect(await sqlstate(rpc("decrypt_email", { encrypted: tampered }))).toBe("39000");
    expect(await sqlstate(rpc("decrypt_email", { encrypted: encrypted.replace("1:", "99:") }))).toBe("SL020");
  });

  it("is decrypted for nobody who signed in", async () => {
    for (const role of ["anon", "authenticated"] as const) {
      for (const door of ["hash_email", "encrypt_email", "decrypt_email"]) {
        const call = (connection: postgres.TransactionSql) => connection.unsafe(`select public.${door}('x')`);
        expect(await sqlstate(asRole(sql, role, call))).toBe("42501");
      }
    }
  });
});

describe("a broker who has addresses encrypted", () => {
  it("has them so from the first upload on, found by their hash", async () => {
    const broker = await makeBroker(sql, { encrypts: true });
    await uploadLeads(sql, broker, [{ ...home, email: "jane@example.com" }]);
    const [lead] = await leadsOf(sql, broker);
    expect(lead).toMatchObject({
      email: null,
      email_hash: await rpc("hash_email", { email: "jane@example.com" }),
    });
    expect(await rpc("decrypt_email", { encrypted: lead?.email_encrypted as string })).toBe(
      "jane@example.com",
    );
    expect((await uploadLeads(sql, broker, [{ ...home, email: "JANE@example.com" }])).counts).toMatchObject({
      leads_unchanged: 1,
    });
    expect((await leadsOf(sql, broker))[0]).toEqual(lead);
  });

  it("may have become one: what is plain is encrypted when keys are rotated", async () => {
    const broker = await makeBroker(sql);
    await uploadLeads(sql, broker, [{ ...home, email: "jane@example.com" }]);
    await sql`update public.brokers set encrypts_emails = true where slug = ${broker}`;
    expect(await rpc("rotate_email_keys", { batch: 100 })).toEqual({ rotated: 1, done: true });
    const [lead] = await leadsOf(sql, broker);
    expect(lead?.email).toBeNull();
    expect(await rpc("decrypt_email", { encrypted: lead?.email_encrypted as string })).toBe(
      "jane@example.com",
    );
  });
});

describe("a new key", () => {
  it("is what is written with, while the old one still opens, until all are rotated", async () => {
    const broker = await makeBroker(sql, { encrypts: true });
    const emails = ["a@example.com", "b@example.com", "c@example.com"];
    const leads = emails.map((email, index) => ({ ...home, unit: `APT ${index}`, email }));
    await uploadLeads(sql, broker, leads);
    await sql`select vault.create_secret('another key', 'email_encryption_key:10')`;
    const keys = async () =>
      (await leadsOf(sql, broker)).map((lead) => String(lead.email_encrypted).split(":")[0]);
    expect(await rpc("encrypt_email", { email: "x@example.com" })).toMatch(/^10:/);
    expect(await keys()).toEqual(["1", "1", "1"]);
    let done = false;
    for (let calls = 0; !done && calls < 10; calls++) {
      ({ done } = (await rpc("rotate_email_keys", { batch: 2 })) as { done: boolean });
    }
    expect(await keys()).toEqual(["10", "10", "10"]);
    await sql`delete from vault.secrets where name = 'email_encryption_key:1'`;
    const opened = await Promise.all(
      (await leadsOf(sql, broker)).map((lead) =>
        rpc("decrypt_email", { encrypted: lead.email_encrypted as string }),
      ),
    );
    expect(opened).toEqual(emails);
    expect((await uploadLeads(sql, broker, leads)).counts).toMatchObject({ leads_unchanged: 3 });
  });
});
