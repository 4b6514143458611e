import type { Rpc } from "../../shared/database/rpc.ts";
import { findDeliveries, type FoundDelivery } from "./doors.ts";

/** Every receipt of an event id; throws an error when there is none. */
export async function findReceived(
  rpc: Rpc,
  provider: string,
  eventId: string,
): Promise<readonly FoundDelivery[]> {
  const found = await findDeliveries(rpc, provider, eventId);
  if (found.length === 0) throw new Error(`No event ${eventId} was received from ${provider}.`);
  return found;
}

/** The one receipt of an event id, of an endpoint when that is given; throws an error when there is none, or another one. */
export async function findOneReceived(
  rpc: Rpc,
  provider: string,
  eventId: string,
  endpoint?: string,
): Promise<FoundDelivery> {
  const found = await findReceived(rpc, provider, eventId);
  const [delivery, ...others] = found.filter(
    ({ receipt }) => endpoint === undefined || receipt.endpoint === endpoint,
  );
  if (delivery && others.length === 0) return delivery;
  const endpoints = found.map(({ receipt }) => JSON.stringify(receipt.endpoint)).join(", ");
  throw new Error(`${eventId} came in by ${endpoints}: name one of them by --endpoint.`);
}
