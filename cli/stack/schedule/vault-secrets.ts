import postgres from "postgres";

/** Keeps secrets in Vault under their names, whether they were there or not. */
export async function keepVaultSecrets(
  url: string,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    for (const [name, secret] of Object.entries(secrets)) {
      const [known] = await sql<{ id: string }[]>`select id from vault.secrets where name = ${name}`;
      if (known) await sql`select vault.update_secret(${known.id}, ${secret})`;
      else await sql`select vault.create_secret(${secret}, ${name})`;
    }
  } finally {
    await sql.end();
  }
}
