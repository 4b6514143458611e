import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";

const next = z.record(z.unknown()).nullable();
const exported = z.object({ next }).catchall(z.array(z.record(z.unknown())));
const erased = z.object({ counts: z.record(z.number()), held_elsewhere: z.array(z.string()), next });

/** What is held of a person, by table. */
export type HeldRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
/** What was erased of a person, and who else has data of theirs. */
export type Erased = Readonly<Omit<z.output<typeof erased>, "next">>;

/** Everything that is held of the person of an address. */
export async function exportPerson(rpc: Rpc, email: string): Promise<HeldRows> {
  const held: Record<string, Record<string, Record<string, unknown>>> = {};
  for (let after: unknown = null; ;) {
    const { next, ...tables } = exported.parse(await rpc("export_person", { email, after }));
    for (const [table, rows] of Object.entries(tables)) {
      const known = (held[table] ??= {});
      // A row that is found in two ways is told twice.
      for (const row of rows) known[JSON.stringify(row.id ?? row)] = row;
    }
    if (!next) break;
    after = next;
  }
  return Object.fromEntries(Object.entries(held).map(([table, rows]) => [table, Object.values(rows)]));
}

/** Forgets the person of an address, in the name of whoever does it. */
export async function erasePerson(rpc: Rpc, email: string, erasedBy: string): Promise<Erased> {
  for (let after: unknown = null; ;) {
    const answer = erased.parse(await rpc("erase_person", { email, erased_by: erasedBy, after }));
    if (!answer.next) return { counts: answer.counts, held_elsewhere: answer.held_elsewhere };
    after = answer.next;
  }
}
