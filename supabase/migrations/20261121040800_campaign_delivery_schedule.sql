-- What the feeder couldn't deliver in its run, and what a tool wouldn't take, goes out in the course of the day.
insert into ops.scheduled_jobs (name, every_minutes) values ('campaign-delivery', 5);
