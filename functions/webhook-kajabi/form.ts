import { readContact, type SentContact } from "../../shared/contacts/read-contact.ts";
import type { RegistrationChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { cleanText } from "../../shared/mapping/clean-text.ts";
import { dashboardForm, type KajabiEvent } from "./payload.ts";
import { findResource, isApiHook, latest, readResources } from "./resources.ts";

type Form = {
  readonly contact: SentContact;
  readonly title: string | undefined;
  /** When the form last changed, where nothing says when it was sent: the submission is younger. */
  readonly notBefore?: string | undefined;
};

/** Maps a submitted form: the contact, and the form as a registration under the event's own id. */
export async function normaliseForm({ id, occurredAt, payload, defaults }: KajabiEvent): Promise<Normalised> {
  const read = isApiHook(payload) ? readApiForm(payload) : readDashboardForm(payload);
  if (!read.ok) return read;
  const { contact: sent, title, notBefore } = read.value;
  const at = occurredAt ?? notBefore;
  if (at === undefined) return { ok: false, problem: { code: "missing-field", field: "id" } };
  const phone_countries = [...(sent.phone_countries ?? []), defaults.phoneCountry];
  const contact = await readContact({ at }, { ...sent, phone_countries });
  const registration = stated<RegistrationChange>({
    kind: "registration",
    at,
    external_id: id,
    registration_kind: "form",
    status: "active",
    title,
    occurred_at: occurredAt ?? undefined,
  });
  return { ok: true, changes: [...contact, registration] };
}

function readDashboardForm(body: unknown): Read<Form> {
  const read = readPayload(dashboardForm, body);
  if (!read.ok) return read;
  // "First Name", "first_name" and "First name*" are all the same to a form's author.
  const fields = new Map(
    Object.entries(read.value.payload).map(([name, value]) => [
      name
        .toLowerCase()
        .replaceAll(/[^a-z]+/g, " ")
        .trim(),
      value,
    ]),
  );
  const value: Form = {
    contact: {
      email: fields.get("email") ?? fields.get("email address"),
      full_name: fields.get("name") ?? fields.get("full name"),
      given_name: fields.get("first name"),
      family_name: fields.get("last name"),
      phone: fields.get("phone") ?? fields.get("phone number") ?? fields.get("mobile phone number"),
      phone_countries: [cleanText(fields.get("country") ?? fields.get("address country"))],
    },
    title: cleanText(fields.get("form title")),
  };
  return { ok: true, value };
}

function readApiForm(body: unknown): Read<Form> {
  const read = readResources(body);
  if (!read.ok) return read;
  const submission = findResource(read.value, "form_submissions")?.attributes;
  const form = findResource(read.value, "forms");
  const value: Form = {
    contact: {
      email: submission?.email,
      full_name: submission?.name,
      phone: submission?.mobile_phone_number ?? submission?.phone_number,
      phone_countries: [submission?.address_country],
    },
    title: form?.attributes.title,
    notBefore: latest(read.value),
  };
  return { ok: true, value };
}
