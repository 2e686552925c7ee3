-- Whether anybody has ever begun an item of work. `attempt` counts the tries that failed and goes back to 0 when a step
-- succeeds, so it cannot tell.
ALTER TABLE work ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
UPDATE work SET begun = 1 WHERE attempt > 0 OR ambiguous = 1 OR state <> 'pending';

-- When a webhook last brought a message of the link's conversation, by the relay's clock: what was posted before it needs
-- no echo any more.
ALTER TABLE link ADD COLUMN heard_at INTEGER;
