import type postgres from "postgres";
import { asRole } from "./database-roles.ts";

/** What `checkout_rate_limit` answers. */
export type StagedCheckout = {
  readonly allowed: boolean;
  readonly reason: string | null;
  readonly limit: number;
  readonly remaining: number;
  readonly reset_seconds: number;
  readonly retry_after_seconds: number;
};

/** What a checkout asks for. */
export type Asked = { readonly cost?: number; readonly share?: number; readonly spendToken?: boolean };

/** Sets the limits of a test's database, asks them as a function would, and lets time pass for them. */
export function stagedLimits(sql: postgres.Sql) {
  async function checkoutOn(
    connection: postgres.ISql,
    source: string,
    { cost = 1, share = 1, spendToken = true }: Asked = {},
  ): Promise<StagedCheckout> {
    const [row] = await connection<{ answer: StagedCheckout }[]>`
      select public.checkout_rate_limit(${source}, ${cost}, ${share}, ${spendToken}) as answer`;
    if (!row) throw new Error("the limiter answered nothing");
    return row.answer;
  }

  return {
    checkoutOn,
    checkout: (source: string, asked?: Asked) =>
      asRole(sql, "service_role", (transaction) => checkoutOn(transaction, source, asked)),
    forgetAll: () =>
      sql.unsafe(`
        delete from intake.rate_limit_buckets;
        delete from intake.rate_limit_spendings;
        delete from intake.rate_limit_grants;
        delete from intake.rate_limits where source not in ('*', 'kajabi', 'paypal', 'ticket-tailor');
        update intake.rate_limits set daily_quota = null, monthly_quota = null;`),
    limit: (source: string, capacity: number, refill: number) => sql`
      insert into intake.rate_limits (source, capacity, refill_per_minute) values (${source}, ${capacity}, ${refill})
      on conflict (source) do update set capacity = excluded.capacity, refill_per_minute = excluded.refill_per_minute`,
    quota: (source: string, daily: number | null, monthly: number | null) => sql`
      update intake.rate_limits set daily_quota = ${daily}, monthly_quota = ${monthly} where source = ${source}`,
    grant: (source: string, capacity: number, ends: string) => sql`
      insert into intake.rate_limit_grants (source, extra_capacity, expires_at)
      values (${source}, ${capacity}, now() + ${ends}::interval)`,
    /** As if the source's last delivery had been longer ago. */
    pass: (source: string, time: string) => sql`
      update intake.rate_limit_buckets set refilled_at = refilled_at - ${time}::interval where source = ${source}`,
    buckets: async () => await sql`select * from intake.rate_limit_buckets order by source`,
    infoOf: async (source: string): Promise<Readonly<Record<string, unknown>>> => {
      const [row] = await asRole(
        sql,
        "service_role",
        (transaction) => transaction<{ info: Readonly<Record<string, unknown>> }[]>`
          select public.get_rate_limit_info(${source}) as info`,
      );
      return row?.info ?? {};
    },
    cleanUp: async (): Promise<unknown> => {
      const rows = await asRole(
        sql,
        "service_role",
        (t) => t`select public.cleanup_stale_rate_limits() as deleted`,
      );
      return rows[0]?.deleted;
    },
  };
}
