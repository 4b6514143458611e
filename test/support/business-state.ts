import type postgres from "postgres";

/**
 * All that the business tables say, without what depends on the order of arrival by nature: surrogate keys and
 * the times of our own clock. Contacts are named by their identities.
 */
export async function businessState(sql: postgres.Sql): Promise<unknown> {
  const [row] = await sql<{ state: unknown }[]>`
    with person as (
      select c.*, (
        select string_agg(i.scope || '=' || i.value, ' ' order by i.scope, i.value)
        from public.contact_identities i where i.contact_id = c.id
      ) as who
      from public.contacts c
    )
    select jsonb_build_object(
      'contacts', (select jsonb_agg(to_jsonb(p) - '{id,created_at,updated_at}'::text[] order by p.who) from person p),
      'products', (
        select jsonb_agg(to_jsonb(r) - '{id,created_at,updated_at}'::text[] order by r.provider, r.external_id)
        from public.products r
      ),
      'transactions', (
        select jsonb_agg(
          to_jsonb(r) - '{id,created_at,updated_at,contact_id,product_id}'::text[]
            || jsonb_build_object('contact', p.who, 'product', g.external_id)
          order by r.provider, r.external_id
        )
        from public.transactions r
        left join person p on p.id = r.contact_id
        left join public.products g on g.id = r.product_id
      ),
      'subscriptions', (
        select jsonb_agg(
          to_jsonb(r) - '{id,created_at,updated_at,contact_id,product_id}'::text[]
            || jsonb_build_object('contact', p.who, 'product', g.external_id)
          order by r.provider, r.external_id
        )
        from public.subscriptions r
        left join person p on p.id = r.contact_id
        left join public.products g on g.id = r.product_id
      ),
      'registrations', (
        select jsonb_agg(
          to_jsonb(r) - '{id,created_at,updated_at,contact_id,product_id}'::text[]
            || jsonb_build_object('contact', p.who, 'product', g.external_id)
          order by r.provider, r.kind, r.external_id
        )
        from public.registrations r
        left join person p on p.id = r.contact_id
        left join public.products g on g.id = r.product_id
      ),
      'engagements', (
        select jsonb_agg(
          to_jsonb(r) - '{id,created_at,updated_at,contact_id}'::text[] || jsonb_build_object('contact', p.who)
          order by r.provider, r.kind, r.external_id
        )
        from public.engagements r
        left join person p on p.id = r.contact_id
      ),
      'leads', (
        select jsonb_agg(
          to_jsonb(r) - '{id,created_at,updated_at,added_to_campaign_at,broker_id,campaign_id,contact_id}'::text[]
            || jsonb_build_object('contact', p.who, 'fed', r.added_to_campaign_at is not null, 'steps', (
              select jsonb_agg(e.stage order by e.stage) from public.pipeline_events e where e.lead_id = r.id
            ))
          order by r.mak
        )
        from public.leads r
        left join person p on p.id = r.contact_id
      ),
      'tags', (
        select jsonb_agg(jsonb_build_object(
          'contact', p.who, 'tag', t.name, 'applied', r.applied, 'provenance', r.provenance
        ) order by p.who, t.name)
        from public.contact_tags r
        join person p on p.id = r.contact_id
        join public.tags t on t.id = r.tag_id
      )
    ) as state`;
  return row?.state;
}

/** Empties every table of intake and business, so that one database serves many histories. */
export async function emptyBusiness(sql: postgres.Sql): Promise<void> {
  // Deleting a few rows is several times faster than truncating the tables.
  await sql.unsafe(`
    delete from intake.pipeline_dlq;
    delete from intake.webhook_events;
    delete from intake.receipt_hours;
    delete from public.pipeline_events;
    delete from public.pipeline_days;
    delete from public.pipeline_durations;
    delete from public.leads;
    delete from public.contact_tags;
    delete from public.tags;
    delete from public.registrations;
    delete from public.engagements;
    delete from public.subscriptions;
    delete from public.transactions;
    delete from intake.transaction_aliases;
    delete from public.products;
    delete from public.contact_identities;
    delete from public.contacts;`);
}
