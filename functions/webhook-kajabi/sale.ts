import type { SentContact } from "../../shared/contacts/read-contact.ts";
import type { SubscriptionChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Draft } from "../../shared/mapping/stated.ts";

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
