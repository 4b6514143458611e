import type { PostgresBinaries } from "./postgres-binaries.ts";

/** How to start a program as an account that PostgreSQL accepts: it refuses to run as root. */
export type PostgresAccount = {
  /** Words that come before the program's own. */
  readonly prefix: readonly string[];
  readonly ids?: { readonly uid: number; readonly gid: number };
};

// "nobody", by the number that Linux and macOS containers agree on.
const NOBODY = 65534;

/**
 * The first account under which the programs run and may write to `folder`, which it is given if need
 * be. Throws, saying what to do, when root can't find one.
 *
 * A user namespace comes before a plain change of account because it keeps root's way to the files:
 * in a checkout that only root may enter, `nobody` can't reach the programs.
 */
export async function postgresAccount(
  { initdb }: PostgresBinaries,
  folder: string,
): Promise<PostgresAccount> {
  if (Deno.uid() !== 0) return { prefix: [] };
  for (const account of accountsOfRoot(initdb)) {
    await own(folder, account);
    if (await works(account, initdb, folder)) return account;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and no other account can run ${initdb} and write to ${folder}. ` +
      "Run this as an ordinary user, or allow user namespaces (unshare --user).",
  );
}

/** A command that runs `words` under the account. */
export function commandAs(
  account: PostgresAccount,
  words: readonly string[],
  options: Deno.CommandOptions = {},
): Deno.Command {
  const [program = "", ...args] = [...account.prefix, ...words];
  return new Deno.Command(program, { ...options, ...account.ids, args });
}

function accountsOfRoot(initdb: string): readonly PostgresAccount[] {
  const { uid, gid } = Deno.statSync(initdb);
  const mapped = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"];
  return [
    ...(uid && gid !== null ? [[], mapped].map((prefix) => ({ prefix, ids: { uid, gid } })) : []),
    { prefix: mapped },
    { prefix: [], ids: { uid: NOBODY, gid: NOBODY } },
  ];
}

async function own(folder: string, { ids = { uid: 0, gid: 0 } }: PostgresAccount): Promise<void> {
  if ((await Deno.stat(folder)).uid === ids.uid) return;
  await new Deno.Command("chown", { args: ["-R", `${ids.uid}:${ids.gid}`, folder] }).output();
}

async function works(account: PostgresAccount, initdb: string, folder: string): Promise<boolean> {
  // `--show` ends before anything is made, but after initdb has looked for the account's name.
  const probe = ["sh", "-c", '"$0" --show --pgdata="$1/draft" && test -w "$1"', initdb, folder];
  try {
    return (await commandAs(account, probe, { stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
