-- The one entry of pg_cron: everything else is in ops.scheduled_jobs. pg_cron's own history says "succeeded" when runs were handed to
-- pg_net; whether they were done is in ops.job_runs.
do $$
begin
  if to_regprocedure('cron.schedule(text, text, text)') is not null then
    perform cron.schedule('sluice-dispatch-due-jobs', '* * * * *', 'select ops.dispatch_due_jobs()');
  end if;
end
$$;
