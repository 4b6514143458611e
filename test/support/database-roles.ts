import type postgres from "postgres";

/** The roles in which the Data API runs a caller's statements. */
export const API_ROLES = ["anon", "authenticated", "service_role"] as const;

/** One of `API_ROLES`. */
export type ApiRole = (typeof API_ROLES)[number];

/** What a caller's token says about the caller. */
export type Claims = Readonly<Record<string, unknown>>;

/** Goes on with the transaction as the Data API would for a caller: as `role`, the claims in `request.jwt.claims`. */
export async function become(transaction: postgres.ISql, role: ApiRole, claims: Claims = {}): Promise<void> {
  const all = JSON.stringify({ role, ...claims });
  await transaction`select set_config('request.jwt.claims', ${all}, true), set_config('role', ${role}, true)`;
}

/** Runs `work` in one transaction as the Data API would for a caller. */
export async function asRole<T>(
  sql: postgres.Sql,
  role: ApiRole,
  work: (transaction: postgres.TransactionSql) => Promise<T>,
  claims: Claims = {},
): Promise<T> {
  const { value } = await sql.begin(async (transaction) => {
    await become(transaction, role, claims);
    // In an object, because postgres.js takes a list that is returned for a list of queries.
    return { value: await work(transaction) };
  });
  return value;
}

/** Runs `work` in one transaction as the signed-in person whose id in `auth.users` is `userId`. */
export async function asPerson<T>(
  sql: postgres.Sql,
  userId: string,
  work: (transaction: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  return await asRole(sql, "authenticated", work, { sub: userId });
}
