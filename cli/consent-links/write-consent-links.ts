import type postgres from "postgres";
import type { ConsentSettings } from "../../shared/consent/consent-settings.ts";
import { consentLinks } from "../../shared/leads/consent-link.ts";
import { ownerRpc } from "./owner-rpc.ts";

/** For whom links are made, and where they go. */
export type ConsentLinksRequest = {
  readonly broker: string;
  /** The most leads that get one. */
  readonly limit: number;
  readonly print: (line: string) => void;
};

/** What came of it. */
export type WrittenLinks = {
  readonly written: number;
  /** Leads who haven't agreed, and who can't be asked by e-mail. */
  readonly withoutAddress: number;
};

type Asked = {
  readonly id: string;
  readonly email: string | null;
  readonly full_name: string | null;
};

const batch = 1000;

/** Writes a link to agree for each lead of the broker's who is new and hasn't agreed, as CSV. Throws where there is no such broker. */
export async function writeConsentLinks(
  sql: postgres.Sql,
  settings: ConsentSettings,
  { broker, limit, print }: ConsentLinksRequest,
): Promise<WrittenLinks> {
  const [known] = await sql<{ id: string }[]>`select id from public.brokers where slug = ${broker}`;
  if (!known) throw new Error(`there is no broker ${broker}`);
  const issue = consentLinks(settings, ownerRpc(sql), () => new Date());
  let [last, written, withoutAddress] = ["0", 0, 0];
  print("lead,email,name,link");
  while (written < limit) {
    const leads = await sql<Asked[]>`
      select id, case when email_encrypted is null then email else public.decrypt_email(email_encrypted) end as email, full_name
      from public.leads
      where broker_id = ${known.id} and id > ${last} and not consent and campaign_status = 'new' and erased_at is null
      order by id limit ${Math.min(batch, limit - written)}`;
    const [end] = leads.slice(-1);
    if (!end) break;
    last = end.id;
    const asked = leads.filter(({ email }) => email !== null);
    const links = await issue(
      "consent",
      asked.map(({ id }) => ({ lead: Number(id) })),
    );
    for (const { id, email, full_name } of asked) {
      const link = links.get(Number(id));
      if (link === undefined) continue;
      print([id, email ?? "", harmless(full_name), link].map(cell).join(","));
      written += 1;
    }
    withoutAddress += leads.length - asked.length;
  }
  return { written, withoutAddress };
}

/** What people call themselves, and a spreadsheet would take for a formula, is a text for it. */
function harmless(name: string | null): string {
  return (name ?? "").replace(/^(?=[=+\-@\t\r])/, "'");
}

/** A cell of CSV (RFC 4180). */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
