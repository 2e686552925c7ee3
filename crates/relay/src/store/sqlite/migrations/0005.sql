-- The desk that work is for, which stays that where the conversation goes to another desk meanwhile.
ALTER TABLE work ADD COLUMN desk TEXT;
