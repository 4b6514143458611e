import type { SentContact } from "../../shared/contacts/read-contact.ts";
import type { SubscriptionChange, TransactionChange } from "../../shared/intake/change.ts";
import type { MappingDefaults } from "../../shared/intake/provider.ts";
import type { Read } from "../../shared/mapping/read-payload.ts";
import type { Draft } from "../../shared/mapping/stated.ts";
import { readApiSale } from "./api-sale.ts";
import { readDashboardSale } from "./dashboard-sale.ts";
import { isApiHook } from "./resources.ts";

type Facts<C> = C extends TransactionChange | SubscriptionChange
  ? Omit<Draft<C>, "kind" | "at" | "rank">
  : never;

/** What any of Kajabi's body shapes says about a sale. */
export type Sale = {
  readonly contact: SentContact;
  /** The offers that were sold, the chief one first. */
  readonly offers: readonly { readonly id: string; readonly title: string | undefined }[];
  readonly transaction?: Omit<Facts<TransactionChange>, "confirmed"> | undefined;
  readonly subscription?: Facts<SubscriptionChange> | undefined;
  /** The access that was bought: the API's purchase. */
  readonly access?:
    { readonly id: string; readonly isActive: boolean; readonly since: string | undefined } | undefined;
};

/** Reads a sale in whichever shape it came. */
export function readSale(body: unknown, defaults: MappingDefaults): Read<Sale> {
  return isApiHook(body) ? readApiSale(body, defaults) : readDashboardSale(body, defaults);
}
