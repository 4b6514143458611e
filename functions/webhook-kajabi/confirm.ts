import type { Environment } from "../../shared/settings.ts";
import type { Confirmation, IdentifiedEvent } from "../../shared/intake/provider.ts";
import { readMoney } from "../../shared/money/read-money.ts";
import { type ApiTransaction, type KajabiApi, kajabiApi } from "./api.ts";
import { readAddress, readCredential } from "./credential.ts";
import { readSale } from "./read-sale.ts";
import type { Sale } from "./sale.ts";

const idGrammar = /^[A-Za-z0-9_-]+$/;

/**
 * Asks Kajabi's API whether the payment of an event was made, when a credential for it is configured:
 * `KAJABI_API_CLIENT_ID` and `KAJABI_API_CLIENT_SECRET`, or `KAJABI_API_TOKEN`.
 */
export function confirm(environment: Environment, fetch: typeof globalThis.fetch) {
  const credential = readCredential(environment);
  if (!credential) return null;
  const api = kajabiApi(readAddress(environment), credential, fetch);
  return (event: IdentifiedEvent): Promise<Confirmation> => confirmEvent(api, event);
}

async function confirmEvent(api: KajabiApi, event: IdentifiedEvent): Promise<Confirmation> {
  const sale = readSale(event.payload, {});
  const claimed = sale.ok ? sale.value.transaction : undefined;
  if (!claimed) return "unavailable";
  if (!idGrammar.test(claimed.external_id)) return "contradicted";
  let known: ApiTransaction | null;
  try {
    known = await api.transaction(claimed.external_id);
  } catch {
    return "unavailable";
  }
  return known && agrees(claimed, known) ? "confirmed" : "contradicted";
}

function agrees(claimed: NonNullable<Sale["transaction"]>, known: ApiTransaction): boolean {
  const money = readMoney({
    amount: known.amount_in_cents,
    currency: known.currency,
    fields: { amount: "amount_in_cents", currency: "currency" },
  });
  return (
    money.ok &&
    money.value?.amount === claimed.amount &&
    money.value?.currency === claimed.currency &&
    (claimed.payment_status === undefined || known.state === claimed.payment_status)
  );
}
